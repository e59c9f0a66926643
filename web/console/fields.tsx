/** What was typed before, by name of the field. */
export type Filled = Record<string, string>;

export interface Option {
  value: string;
  text: string;
  /** Heading under which it stands, if any. */
  group?: string;
}

interface ChooseProps {
  id: string;
  name: string;
  label: string;
  options: readonly Option[];
  value?: string;
  /** Nothing is chosen beforehand: what stands there until something is. */
  choose?: string;
}
/** One of several, by a native list. */
export const Choose = ({ id, name, label, options, value, choose }: ChooseProps) => {
  const groups = [...new Set(options.map(({ group }) => group))];
  const shown = (some: readonly Option[]) =>
    some.map((option) => (
      <option key={option.value} value={option.value} selected={option.value === value}>
        {option.text}
      </option>
    ));
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} required={choose !== undefined}>
        {choose !== undefined && <option value="">{choose}</option>}
        {groups.map((group) => {
          const some = options.filter((option) => option.group === group);
          return group === undefined ? (
            shown(some)
          ) : (
            <optgroup key={group} label={group}>
              {shown(some)}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
};

interface FieldProps {
  verb: string;
  name: string;
  label: string;
  filled: Filled;
  required?: boolean;
}
export const Line = ({
  verb,
  name,
  label,
  filled,
  required,
  type = 'text',
  list = [],
}: FieldProps & {
  type?: 'text' | 'date' | 'datetime-local';
  /** What is often typed. */
  list?: readonly string[];
}) => (
  <div class="field">
    <label for={`${verb}-${name}`}>{label}</label>
    <input
      id={`${verb}-${name}`}
      name={name}
      type={type}
      value={filled[name] ?? ''}
      required={required}
      {...(list.length > 0 && { list: `${verb}-${name}-known` })}
    />
    {list.length > 0 && (
      <datalist id={`${verb}-${name}-known`}>
        {list.map((known) => (
          <option key={known} value={known} />
        ))}
      </datalist>
    )}
  </div>
);
export const Words = ({ verb, name, label, filled, required }: FieldProps) => (
  <div class="field">
    <label for={`${verb}-${name}`}>{label}</label>
    <textarea id={`${verb}-${name}`} name={name} maxLength={5000} required={required}>
      {filled[name] ?? ''}
    </textarea>
  </div>
);
