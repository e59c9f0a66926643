import type { ComponentChildren, VNode } from 'preact';
import { saySize } from '../say';
import type { Translate } from '../words';
import type { KeptShown } from './view';

/** A mistake in words, with the field that it is about. */
export interface Mistake {
  field: string;
  text: string;
}

/** What went wrong, at the top, each line a link to its field. */
export const Mistakes = ({ mistakes, t }: { mistakes: readonly Mistake[]; t: Translate }): VNode | null =>
  mistakes.length === 0 ? null : (
    <div class="errors" role="alert" tabIndex={-1} autofocus>
      <h2>{t('error.summary', { count: mistakes.length })}</h2>
      <ul>
        {mistakes.map(({ field, text }) => (
          <li key={field}>
            <a href={`#${field}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  );

interface FieldProps {
  id: string;
  label: string;
  hint?: string;
  mistakes: readonly Mistake[];
  children: (described: { 'aria-describedby'?: string; 'aria-invalid'?: true }) => ComponentChildren;
}
/** A label, what helps to fill it in, what was wrong with it, and the control, which names both. */
export function Field({ id, label, hint, mistakes, children }: FieldProps): VNode {
  const mistake = mistakes.find(({ field }) => field === id);
  const described = [...(hint ? [`${id}-hint`] : []), ...(mistake ? [`${id}-error`] : [])].join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {mistake && (
        <span class="error" id={`${id}-error`}>
          {mistake.text}
        </span>
      )}
      {children({
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(mistake ? { 'aria-invalid': true as const } : {}),
      })}
    </div>
  );
}

/** Files; those that have come already need not be sent again, and stay unless they are unticked. */
export const FileField = ({
  kept,
  mistakes,
  t,
}: {
  kept: readonly KeptShown[];
  mistakes: readonly Mistake[];
  t: Translate;
}): VNode => (
  <>
    {kept.map(({ name, size, sealed }) => (
      <p class="box" key={sealed}>
        <label>
          <input type="checkbox" name="kept" value={sealed} checked />{' '}
          {t('help.fileKept', { name, size: saySize(size, t) })}
        </label>
      </p>
    ))}
    <Field id="file" label={t('help.file')} hint={t('help.fileHint')} mistakes={mistakes}>
      {(described) => <input type="file" id="file" name="file" multiple {...described} />}
    </Field>
  </>
);
