import type { Column, Register, Values } from '../../domain/registers/column';
import { formatValue } from '../../domain/registers/parse';
import { ConsolePage, type Shell } from './layout';

/** Address of a register, or of one of its rows. */
export const registerPath = (register: Register, code?: string): string =>
  `/registers/${register.name}${code === undefined ? '' : `/${encodeURIComponent(code)}`}`;

/** Every register with the number of its rows. */
export const RegistersPage = ({
  registers,
  ...shell
}: Shell & { registers: { register: Register; rows: number }[] }) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('registers.title')}>
      <h1>{t('registers.title')}</h1>
      <p>{t('registers.lead')}</p>
      <ul>
        {registers.map(({ register, rows }) => (
          <li key={register.name}>
            <a href={registerPath(register)}>{register[t.language]}</a>{' '}
            <span class="soft">{t('registers.count', { count: rows })}</span>
          </li>
        ))}
      </ul>
    </ConsolePage>
  );
};

interface RegisterProps extends Shell {
  register: Register;
  rows: readonly Values[];
  q: string;
  /** Address of the next page. */
  next: string | null;
  mayEdit: boolean;
}
/** One register as a table, searched and paged. */
export const RegisterPage = ({ register, rows, q, next, mayEdit, ...shell }: RegisterProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={register[t.language]}>
      <h1>{register[t.language]}</h1>
      {mayEdit ? (
        <p>
          <a class="button" href={`${registerPath(register)}/new`}>
            {t('registers.new')}
          </a>{' '}
          <a class="button" href={`${registerPath(register)}/import`}>
            {t('registers.import')}
          </a>
        </p>
      ) : (
        <p class="hint">{t('registers.readOnly')}</p>
      )}
      <form class="filters" method="get" action={registerPath(register)} role="search">
        <div>
          <label for="q">{t('registers.search')}</label>
          <input id="q" name="q" type="search" value={q} />
        </div>
        <button type="submit">{t('registers.find')}</button>
      </form>
      {rows.length === 0 ? <p class="empty">{t('registers.none')}</p> : <Rows {...{ t, register, rows }} />}
      {next && (
        <p>
          <a href={next}>{t('registers.more')}</a>
        </p>
      )}
    </ConsolePage>
  );
};

const Rows = ({ t, register, rows }: Pick<RegisterProps, 't' | 'register' | 'rows'>) => {
  const shown = (column: Column, row: Values): string => formatValue(column, row[column.name] ?? null, t.language);
  const others = register.columns.filter(
    (column) => column.name !== 'code' && rows.some((row) => shown(column, row) !== ''),
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={register[t.language]}>
      <table>
        <thead>
          <tr>
            <th scope="col">Code</th>
            {others.map((column) => (
              <th scope="col" key={column.name}>
                {column[t.language]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row['code']}>
              <th scope="row">
                <a href={registerPath(register, String(row['code']))}>{row['code']}</a>
              </th>
              {others.map((column) => (
                <td key={column.name}>{shown(column, row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
