import type { VNode } from 'preact';
import { sayDay, sayTime } from '../say';
import type { Translate } from '../words';
import type { Field, FieldError, RowError } from './view';

const idOf = (field: Field): string => (field === 'answer' ? 'answer-0' : field);
export const errorOf = (errors: FieldError[], field: Field): FieldError | undefined =>
  errors.find((e) => e.field === field);
/** An error in words; a table that cannot be read names its fault by a word of its own. */
export function sayError({ field, code, args }: FieldError, t: Translate): string {
  const fault = args?.['fault'];
  if (fault === undefined) return t.of(`error.${field}.${code}`, args);
  const known = t.of(`fault.${fault}`);
  const detail = known === `fault.${fault}` ? t('fault.other') : known;
  const where = { line: args?.['line'] ?? 'none', column: args?.['column'] ?? 'none' };
  return t.of(`error.${field}.${code}`, { detail: t('fault.where', { detail, ...where }) });
}

export const ErrorText = ({ errors, field, t }: { errors: FieldError[]; field: Field; t: Translate }): VNode | null => {
  const error = errorOf(errors, field);
  return error ? (
    <span class="error" id={`${field}-error`}>
      {sayError(error, t)}
    </span>
  ) : null;
};

/** What went wrong, at the top, each line a link to its field. */
export const ErrorSummary = ({ errors, t }: { errors: FieldError[]; t: Translate }): VNode => (
  <div class="errors" role="alert" tabIndex={-1} autofocus>
    <h2>{t('error.summary', { count: errors.length })}</h2>
    <ul>
      {errors.map((error) => (
        <li key={error.field}>
          <a href={`#${idOf(error.field)}`}>{sayError(error, t)}</a>
        </li>
      ))}
    </ul>
  </div>
);

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
/** Why a row of a correction cannot be taken; instants as people write them. */
export function sayRow({ code, params }: Pick<RowError, 'code' | 'params'>, t: Translate): string {
  const said = Object.entries(params).map(([name, value]) => [
    name,
    INSTANT.test(value) ? sayInstant(value, t) : value,
  ]);
  // Safe: the same names with text.
  return t.of(`correction.${code}`, Object.fromEntries(said) as Record<string, string>);
}
const sayInstant = (value: string, t: Translate): string =>
  `${sayDay(new Date(value), t.language)}, ${sayTime(new Date(value), t.language)} ${t('unit.tu')}`;

const ROWS_SHOWN = 50;
/** The rows of a correction that cannot be taken, each with its line and why. */
export const RowErrors = ({ rows, t }: { rows: RowError[]; t: Translate }): VNode => (
  <>
    <div class="scroll" role="region" tabIndex={0} aria-label={t('error.rows.caption')}>
      <table>
        <caption>{t('error.rows.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('error.rows.line')}</th>
            <th scope="col">{t('error.rows.column')}</th>
            <th scope="col">{t('error.rows.why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_SHOWN).map((row) => (
            <tr key={`${row.line}${row.code}`}>
              <th scope="row">{row.line ?? '—'}</th>
              <td>{row.column ?? '—'}</td>
              <td>{sayRow(row, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {rows.length > ROWS_SHOWN && <p>{t('table.more', { count: rows.length - ROWS_SHOWN })}</p>}
  </>
);
