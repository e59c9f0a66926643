import type { VNode } from 'preact';
import { saySize } from '../say';
import type { Translate } from '../words';
import { ErrorText, errorOf } from './errors';
import type { UploadValues } from './upload-values';
import type { Field, FieldError } from './view';

interface UploadProps {
  t: Translate;
  values: UploadValues;
  errors: FieldError[];
  /** What the columns of a table may be called; null where none is asked for. */
  hint: string | null;
  /** Address of the table to fill in. */
  template: string | null;
}

/** A file to choose, the one that is kept already, or where a large one lies. */
export const Upload = ({ t, values, errors, hint, template }: UploadProps): VNode => (
  <>
    <div class="field">
      <label for="file">{t('supplier.file')}</label>
      <span class="hint" id="file-hint">
        {t('supplier.fileHint')} {hint}
      </span>
      {template && (
        <p>
          <a href={template}>{t('upload.template')}</a>
        </p>
      )}
      {values.kept && isStillGood(errors) && (
        <p class="box">
          {t('upload.kept', { name: values.kept.name, size: saySize(values.kept.size, t) })}
          <input type="hidden" name="kept_file" value={values.kept.sealed} />
        </p>
      )}
      <ErrorText errors={errors} field="file" t={t} />
      <input type="file" id="file" name="file" aria-describedby="file-hint" />
    </div>
    <details open={REFERENCE.some(({ field, value }) => errorOf(errors, field) || values[value] !== '')}>
      <summary>{t('upload.reference')}</summary>
      <p class="hint">{t('upload.referenceHint')}</p>
      {REFERENCE.map(({ field, value, word }) => (
        <div class="field" key={field}>
          <label for={field}>{t(word)}</label>
          <ErrorText errors={errors} field={field} t={t} />
          <input id={field} name={field} value={values[value]} autocomplete="off" />
        </div>
      ))}
    </details>
  </>
);

/** What is wrong with the file itself calls for another one. */
const isStillGood = (errors: FieldError[]): boolean => {
  const error = errorOf(errors, 'file');
  return error === undefined || error.code === 'busy';
};

const REFERENCE = [
  { field: 'reference_url', value: 'referenceUrl', word: 'upload.url' },
  { field: 'reference_sha256', value: 'referenceSha256', word: 'upload.sha256' },
  { field: 'reference_size', value: 'referenceSize', word: 'upload.size' },
] as const satisfies { field: Field; value: keyof UploadValues; word: string }[];
