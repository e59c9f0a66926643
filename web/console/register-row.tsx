import type { Column, Register } from '../../domain/registers/column';
import type { Translate, Word } from '../words';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { RegisterVersions, type ShownVersion } from './register-versions';
import { registerPath } from './registers';

interface RowProps extends Shell {
  register: Register;
  /** Null for a new row. */
  code: string | null;
  /** What stands in each field, as text. */
  texts: Readonly<Record<string, string>>;
  faults: readonly FieldFault[];
  mayEdit: boolean;
  /** Of a register that keeps them, the newest first. */
  versions?: readonly ShownVersion[];
}

/** One row as a form; a code once given stays. */
export const RegisterRowPage = ({ register, code, texts, faults, mayEdit, versions = [], ...shell }: RowProps) => {
  const { t, csrf } = shell;
  const title =
    code === null ? t('registers.newTitle', { register: register[t.language] }) : `${texts['name'] ?? ''} (${code})`;
  const columns = register.columns.filter(({ name }) => code === null || name !== 'code');
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href={registerPath(register)}>{register[t.language]}</a>
      </p>
      <h1>{title}</h1>
      {!mayEdit && <p class="hint">{t('registers.readOnly')}</p>}
      {register.name === 'contacts' && code !== null && <p class="hint">{t('hint.contactLeaves')}</p>}
      <Form
        action={code === null ? `${registerPath(register)}/new` : registerPath(register, code)}
        csrf={csrf}
        id="row"
      >
        <fieldset class="bare" disabled={!mayEdit}>
          {columns.map((column) => (
            <Field
              key={column.name}
              t={t}
              column={column}
              text={texts[column.name] ?? ''}
              fault={faults.find(({ field }) => field === column.name)?.text ?? null}
            />
          ))}
          {mayEdit && <button type="submit">{t('registers.save')}</button>}
        </fieldset>
      </Form>
      {versions.length > 0 && (
        <RegisterVersions {...{ t, register, versions }} clocksOf={register.versioned && mayEdit ? code : null} />
      )}
    </ConsolePage>
  );
};

interface FieldProps {
  t: Translate;
  column: Column;
  text: string;
  fault: string | null;
}

const HINTS: Partial<Record<Column['kind'], Word>> = {
  codes: 'hint.codes',
  instant: 'hint.instant',
  hour: 'hint.hour',
  duration: 'hint.duration',
};
/** Columns that are written in a way of their own. */
const NAMED_HINTS: Readonly<Record<string, Word>> = {
  monday: 'hint.hours',
  holidays: 'hint.days',
  closures: 'hint.closures',
  shifts: 'hint.shifts',
  types: 'hint.types',
};
const hintOf = ({ kind, name, required }: Column): Word | null =>
  NAMED_HINTS[name]
    ? NAMED_HINTS[name]
    : name === 'files'
      ? 'hint.files'
      : name === 'code' && !required
        ? 'hint.generatedCode'
        : (HINTS[kind] ?? null);

const Field = ({ t, column, text, fault }: FieldProps) => {
  if (column.kind === 'choices') return <Ticks {...{ t, column, text, fault }} />;
  const hint = hintOf(column);
  const described = [hint && `${column.name}-hint`, fault && `${column.name}-fault`].filter(Boolean).join(' ');
  const common = {
    id: column.name,
    name: column.name,
    required: column.required,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': described || undefined,
  };
  return (
    <div class="field">
      <label for={column.name}>
        {column[t.language]} {column.required && <span class="hint">({t('registers.required')})</span>}
      </label>
      {hint && (
        <p class="hint" id={`${column.name}-hint`}>
          {t(hint)}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${column.name}-fault`}>
          {fault}
        </p>
      )}
      <Input t={t} column={column} text={text} common={common} />
    </div>
  );
};

const TYPES: Partial<Record<Column['kind'], string>> = { email: 'email', integer: 'number', day: 'date' };
const Input = ({ t, column, text, common }: Omit<FieldProps, 'fault'> & { common: Record<string, unknown> }) => {
  if (column.kind === 'choice' || column.kind === 'boolean')
    return (
      <select {...common}>
        {column.empty === undefined && <option value="">{t('registers.noChoice')}</option>}
        {optionsOf(t, column).map(({ value, word }) => (
          <option key={value} value={value} selected={value === text}>
            {word}
          </option>
        ))}
      </select>
    );
  const size = column.kind === 'text' || column.kind === 'codes' || column.kind === 'email' ? 40 : 20;
  return <input {...common} type={TYPES[column.kind] ?? 'text'} value={text} size={size} />;
};
const optionsOf = (t: Translate, { kind, choices = [] }: Column): { value: string; word: string }[] =>
  kind === 'boolean'
    ? [
        { value: 'yes', word: t('registers.yes') },
        { value: 'no', word: t('registers.no') },
      ]
    : choices.map((choice) => ({ value: choice.code, word: choice[t.language] }));

const Ticks = ({ t, column, text, fault }: FieldProps) => {
  const ticked = new Set(text.split('|').map((item) => item.trim()));
  return (
    <fieldset class="field" id={column.name}>
      <legend>{column[t.language]}</legend>
      {NAMED_HINTS[column.name] && <p class="hint">{t(NAMED_HINTS[column.name] ?? 'hint.codes')}</p>}
      {fault && <p class="fault">{fault}</p>}
      {(column.choices ?? []).map((choice) => (
        <label key={choice.code}>
          <input type="checkbox" name={column.name} value={choice.code} checked={ticked.has(choice.code)} />{' '}
          {choice[t.language]}
        </label>
      ))}
    </fieldset>
  );
};
