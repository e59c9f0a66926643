const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** What a spreadsheet may take for a formula, after blanks, controls and a byte order mark; and what starts with our own guard. */
const DANGEROUS = /^(?:[\t\r\n']|[\s\p{Cc}\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;

/**
 * One cell of a CSV that a spreadsheet may open: a text that would be a formula gets one leading apostrophe, which our
 * own import takes off again. Plain numbers stay as they are, so that coordinates do.
 */
export function csvCell(text: string): string {
  const bare = text.replaceAll('\0', '');
  const safe = DANGEROUS.test(bare) && !PLAIN_NUMBER.test(bare) ? `'${bare}` : bare;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record by RFC 4180. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** What French Excel wants before all else to read UTF-8. */
export const EXCEL_START = '\ufeff';
/** One record as French Excel opens it by a double click: semicolons, and commas in numbers. */
export const frenchExcelLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map((cell) => (typeof cell === 'number' ? String(cell).replace('.', ',') : csvCell(cell ?? ''))).join(';')}\r\n`;
