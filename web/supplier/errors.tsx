import type { VNode } from 'preact';
import type { Translate } from '../words';
import type { Field, FieldError, RowError } from './view';

const idOf = (field: Field): string => (field === 'answer' ? 'answer-0' : field);
export const errorOf = (errors: FieldError[], field: Field): FieldError | undefined =>
  errors.find((e) => e.field === field);
/** An error in words; a table that cannot be read names its fault by a word of its own. */
export function sayError({ field, code, args }: FieldError, t: Translate): string {
  const fault = args?.['fault'];
  if (fault === undefined) return t.of(`error.${field}.${code}`, args);
  const detail = t.of(`fault.${fault}`);
  return t.of(`error.${field}.${code}`, { detail: detail === `fault.${fault}` ? t('fault.other') : detail });
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
  <div class="errors" role="alert" tabIndex={-1}>
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

const ROWS_SHOWN = 50;
/** The rows of a correction that cannot be taken, each with its line and why. */
export const RowErrors = ({ rows, t }: { rows: RowError[]; t: Translate }): VNode => (
  <>
    <table>
      <caption>{t('error.rows.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('error.rows.line')}</th>
          <th scope="col">{t('error.rows.why')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, ROWS_SHOWN).map((row) => (
          <tr key={`${row.line}${row.code}`}>
            <th scope="row">{row.line ?? '—'}</th>
            <td>{t.of(`correction.${row.code}`, row.params)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {rows.length > ROWS_SHOWN && <p>{t('table.more', { count: rows.length - ROWS_SHOWN })}</p>}
  </>
);
