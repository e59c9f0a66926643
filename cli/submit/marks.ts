/** What is written beside each refused row, in this order. */
const MARKS = ['line', 'column', 'code', 'message', 'hint'] as const;
type Mark = (typeof MARKS)[number];
export type Marks = Record<Mark, string | number | null>;

const PREFIX = 'refused_';
/** A file has its own `message` perhaps: then ours is `refused_message`. */
export const markNames = (taken: readonly string[]): [name: string, mark: Mark][] =>
  MARKS.map((mark) => [taken.includes(mark) ? `${PREFIX}${mark}` : mark, mark]);

/** Whether a file is one that submit wrote, corrected and sent again. */
export const isReturned = (name: string): boolean => /\.refused(\.\d+)?\.(csv|ndjson)$/.test(name);

const isMarked = (names: readonly string[]): boolean =>
  names.length === MARKS.length && names.every((name, i) => name === MARKS[i] || name === `${PREFIX}${MARKS[i]}`);

/** The header without our columns at its end. */
export const unmarkedHeader = (header: readonly string[]): string[] => {
  const own = header.slice(0, -MARKS.length);
  return isMarked(header.slice(-MARKS.length)) ? own : [...header];
};

/** Cells of a marked row: ours stand behind the header's own, whatever came too much behind ours. */
export const unmarkedCells = (cells: readonly string[], width: number): string[] => [
  ...cells.slice(0, width),
  ...cells.slice(width + MARKS.length),
];

/** The row with ours; one too short is filled up, so that ours stand under their names. */
export const markedCells = (cells: readonly string[], width: number, marks: Marks): string[] => [
  ...Array.from({ length: width }, (_, i) => cells[i] ?? ''),
  ...MARKS.map((mark) => String(marks[mark] ?? '')),
  ...cells.slice(width),
];

/** A refused item with our fields behind its own; one that is no object stands as `text`. */
export function markedJson(text: string, marks: Marks): string {
  const item = objectOf(text) ?? { text };
  const added = markNames(Object.keys(item)).map(([name, mark]) => [name, marks[mark]]);
  return JSON.stringify({ ...item, ...Object.fromEntries(added) });
}

export function unmarkedJson(text: string): string {
  const entries = Object.entries(objectOf(text) ?? {});
  if (!isMarked(entries.slice(-MARKS.length).map(([name]) => name))) return text;
  return JSON.stringify(Object.fromEntries(entries.slice(0, -MARKS.length)));
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    // Safe: an object that is no list has names and values.
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
