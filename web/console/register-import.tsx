import type { ComponentChildren } from 'preact';
import type { CellNotice } from '../../domain/register';
import type { Register, Value } from '../../domain/registers/column';
import { formatValue } from '../../domain/registers/parse';
import type { Translate } from '../words';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { registerPath } from './registers';

export interface PreviewRow {
  line: number;
  code: string;
  name: string;
  outcome: 'new' | 'changed' | 'unchanged';
  fields: readonly { column: string; from: Value; to: Value }[];
}
export interface Preview {
  counts: Record<PreviewRow['outcome'], number>;
  rows: readonly PreviewRow[];
  notices: readonly CellNotice[];
  /** What the form brings back to be imported; null when the file is too large for that. */
  carried: readonly string[] | null;
}

interface ImportProps extends Shell {
  register: Register;
  faults: readonly FieldFault[];
  /** What a refused file has wrong. */
  errors: readonly CellNotice[];
  notices: readonly CellNotice[];
  preview: Preview | null;
}

const SHOWN_MAX = 200;

/** Choose, preview, import: nothing is written before the last. */
export const RegisterImportPage = ({ register, faults, errors, notices, preview, ...shell }: ImportProps) => {
  const { t, csrf } = shell;
  const title = t('import.title', { register: register[t.language] });
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href={registerPath(register)}>{register[t.language]}</a>
      </p>
      <h1>{title}</h1>
      {errors.length > 0 && <Errors {...{ t, register, errors }} />}
      {preview ? <Previewed {...{ t, csrf, register, preview }} /> : <Choose {...{ t, csrf, register }} />}
      <Notices {...{ t, register, notices: preview?.notices ?? notices }} />
    </ConsolePage>
  );
};

type Part = Pick<ImportProps, 't' | 'csrf' | 'register'>;
const Choose = ({ t, csrf, register }: Part) => (
  <>
    <p id="columns">
      {t('import.lead')} {register.columns.map((column) => column[t.language]).join(', ')}.
    </p>
    <Form action={`${registerPath(register)}/import`} csrf={csrf} upload>
      <div class="field">
        <label for="file">{t('import.file')}</label>
        <input id="file" name="file" type="file" accept=".csv,text/csv" required aria-describedby="columns" />
      </div>
      <button type="submit">{t('import.preview')}</button>
    </Form>
  </>
);

const Previewed = ({ t, csrf, register, preview }: Part & { preview: Preview }) => {
  const { counts, rows, carried } = preview;
  const moving = rows.filter(({ outcome }) => outcome !== 'unchanged');
  return (
    <>
      <div class="next" role="status">
        <p>{t('import.counts', counts)}</p>
        <p>{moving.length > 0 ? t('import.nothingYet') : t('import.nothing')}</p>
        {carried === null && <p>{t('import.tooLarge')}</p>}
      </div>
      {moving.length > 0 && carried !== null && (
        <Form action={`${registerPath(register)}/import`} csrf={csrf} upload>
          {carried.map((piece) => (
            <input key={piece} type="hidden" name="carried" value={piece} />
          ))}
          <button type="submit">{t('import.go', { count: moving.length })}</button>
        </Form>
      )}
      <p>
        <a href={`${registerPath(register)}/import`}>{t('import.other')}</a>
      </p>
      {moving.length > 0 && <Changes {...{ t, register, rows: moving }} />}
    </>
  );
};

const Changes = ({ t, register, rows }: { t: Translate; register: Register; rows: readonly PreviewRow[] }) => {
  const labelled = (name: string, value: Value): string => {
    const column = register.columns.find((known) => known.name === name);
    return column ? formatValue(column, value, t.language) || '–' : '';
  };
  return (
    <Table
      t={t}
      heads={[t('import.line'), t('import.code'), t('import.name'), t('import.outcome'), t('import.fields')]}
      count={rows.length}
    >
      {rows.slice(0, SHOWN_MAX).map(({ line, code, name, outcome, fields }) => (
        <tr key={line}>
          <td>{line}</td>
          <td>{code}</td>
          <td>{name}</td>
          <td>{t(`outcome.${outcome}`)}</td>
          <td>
            {fields.map(({ column, from, to }) => (
              <div key={column}>
                {labelOf(t, register, column)} : {labelled(column, from)} → {labelled(column, to)}
              </div>
            ))}
          </td>
        </tr>
      ))}
    </Table>
  );
};

const labelOf = (t: Translate, register: Register, name: string | null): string =>
  register.columns.find((column) => column.name === name)?.[t.language] ?? name ?? '';

const Errors = ({ t, register, errors }: { t: Translate; register: Register; errors: readonly CellNotice[] }) => (
  <div class="errors" role="alert">
    <h2>{t('import.refused', { count: errors.length })}</h2>
    <Places {...{ t, register, places: errors }} />
  </div>
);
const Notices = ({ t, register, notices }: { t: Translate; register: Register; notices: readonly CellNotice[] }) =>
  notices.length === 0 ? null : (
    <>
      <h2>{t('import.notices')}</h2>
      <Places {...{ t, register, places: notices }} />
    </>
  );

const Places = ({ t, register, places }: { t: Translate; register: Register; places: readonly CellNotice[] }) => (
  <Table
    t={t}
    heads={[t('import.line'), t('import.column'), t('import.value'), t('import.what')]}
    count={places.length}
  >
    {places.slice(0, SHOWN_MAX).map(({ line, column, value, code }) => (
      <tr key={`${line} ${column ?? ''} ${code} ${value ?? ''}`}>
        <td>{line}</td>
        <td>{labelOf(t, register, column)}</td>
        <td>{value}</td>
        <td>{t.of(`rowFault.${code}`)}</td>
      </tr>
    ))}
  </Table>
);

interface TableProps {
  t: Translate;
  heads: readonly string[];
  count: number;
  children: ComponentChildren;
}
const Table = ({ t, heads, count, children }: TableProps) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          {heads.map((head) => (
            <th scope="col" key={head}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
    {count > SHOWN_MAX && <p class="hint">{t('import.onlyFirst', { count: SHOWN_MAX })}</p>}
  </div>
);
