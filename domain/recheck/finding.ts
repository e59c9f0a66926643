export const FINDINGS = ['range', 'spike', 'flat', 'time_order', 'speed', 'unchanged'] as const;
export type FindingCode = (typeof FINDINGS)[number];
/** What still fails of a row that was accepted. */
export interface Finding {
  line: number;
  code: FindingCode;
  /** Numbers of the sentence about it, and texts. */
  params: Record<string, string | number>;
}
