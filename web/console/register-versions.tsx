import { changesBetween } from '../../domain/registers/rows';
import type { Register, Values } from '../../domain/registers/column';
import { formatValue } from '../../domain/registers/parse';
import type { Translate } from '../words';
import { isoOf, sayMoment } from './when';

export interface ShownVersion {
  version: number;
  row: Values;
  /** Null: it came with the product. */
  author: string | null;
  at: Date;
}

/** How a row came to be what it is, the newest first: each version and what it changed. */
export const RegisterVersions = ({
  t,
  register,
  versions,
  clocksOf,
}: {
  t: Translate;
  register: Register;
  versions: readonly ShownVersion[];
  /** The calendar or policy whose clocks may be put on its newest version. */
  clocksOf: string | null;
}) => (
  <section aria-labelledby="versions">
    <h2 id="versions">{t('rowVersions.title')}</h2>
    <p class="hint">{t('rowVersions.lead')}</p>
    {clocksOf && (
      <p>
        <a href={`/${register.name}/${encodeURIComponent(clocksOf)}/clocks`}>{t('migration.open')}</a>
      </p>
    )}
    <div class="scroll" tabIndex={0} role="region" aria-labelledby="versions">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('rowVersions.version')}</th>
            <th scope="col">{t('rowVersions.at')}</th>
            <th scope="col">{t('rowVersions.author')}</th>
            <th scope="col">{t('rowVersions.changes')}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, row, author, at }, n) => (
            <tr key={version}>
              <th scope="row">{version}</th>
              <td>
                <time dateTime={isoOf(at)}>{sayMoment(at, t)}</time>
              </td>
              <td>{author ?? t('rowVersions.shipped')}</td>
              <td>
                <Changes t={t} register={register} row={row} before={versions[n + 1]?.row ?? null} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </section>
);

const Changes = ({
  t,
  register,
  row,
  before,
}: {
  t: Translate;
  register: Register;
  row: Values;
  before: Values | null;
}) => {
  if (!before) return <>{t('rowVersions.first')}</>;
  const said = changesBetween(register, before, row).flatMap(({ column, from, to }) => {
    const of = register.columns.find(({ name }) => name === column);
    return of
      ? [
          {
            column,
            label: of[t.language],
            from: formatValue(of, from, t.language),
            to: formatValue(of, to, t.language),
          },
        ]
      : [];
  });
  return (
    <ul class="plain">
      {said.map(({ column, label, from, to }) => (
        <li key={column}>
          {label}: {from || '–'} → {to || '–'}
        </li>
      ))}
    </ul>
  );
};
