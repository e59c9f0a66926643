import type { FileReference } from '../../db/corrections/store';
import type { FieldError } from '../../web/supplier/view';
import type { UploadValues } from '../../web/supplier/upload-values';

const URL_MAX = 2048;
const SIZE_MAX = 10 ** 15;

/** A file that lies elsewhere, as the form names it; null when it names none. It is never fetched. */
export function readReference({ referenceUrl, referenceSha256, referenceSize }: UploadValues): {
  reference: FileReference | null;
  errors: FieldError[];
} {
  if (`${referenceUrl}${referenceSha256}${referenceSize}` === '') return { reference: null, errors: [] };
  const [url, sha256] = [urlOf(referenceUrl), hashOf(referenceSha256)];
  const size = referenceSize === '' ? null : Number(referenceSize.replaceAll(/[ \u00a0\u202f]/g, ''));
  const isSize = size === null || (Number.isSafeInteger(size) && size > 0 && size <= SIZE_MAX);
  const errors = [
    url === null ? error('reference_url', referenceUrl) : null,
    sha256 === null ? error('reference_sha256', referenceSha256) : null,
    isSize ? null : error('reference_size', referenceSize),
  ].filter((found) => found !== null);
  return { reference: url !== null && sha256 !== null && isSize ? { url, sha256, size } : null, errors };
}

const error = (field: FieldError['field'], given: string): FieldError => ({
  field,
  code: given === '' ? 'required' : 'bad',
});

/** As the WHATWG parser writes it, over TLS and without a password in it. */
function urlOf(text: string): string | null {
  const url = text.length <= URL_MAX && URL.canParse(text) ? new URL(text) : null;
  return url && url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}
const hashOf = (text: string): string | null => {
  const bare = text.replace(/^sha-?256[:=]\s*/i, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(bare) ? bare : null;
};
