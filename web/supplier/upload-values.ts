/** A file that is stored already, as the page carries it. */
export interface ShownKept {
  name: string;
  size: number;
  /** Nobody else can name it. */
  sealed: string;
}
/** What the form holds of files. */
export interface UploadValues {
  kept: ShownKept | null;
  referenceUrl: string;
  referenceSha256: string;
  referenceSize: string;
}
export const NOTHING_UPLOADED: UploadValues = { kept: null, referenceUrl: '', referenceSha256: '', referenceSize: '' };
