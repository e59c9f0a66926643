/** One header field as it was sent, its name in lower case, its value on one line. */
export interface Field {
  name: string;
  value: string;
}
export interface Head {
  fields: Field[];
  /** Of the whole head, the empty line left out. */
  bytes: number;
}

const CR = 0x0d;
const LF = 0x0a;

/** Where the body begins, and where the head ends. */
export function bodyStart(raw: Buffer): { headEnd: number; bodyAt: number } {
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) {
    if (raw[at + 1] === LF) return { headEnd: at + 1, bodyAt: at + 2 };
    if (raw[at + 1] === CR && raw[at + 2] === LF) return { headEnd: at + 1, bodyAt: at + 3 };
  }
  return { headEnd: raw.length, bodyAt: raw.length };
}

const decode = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
};

/** Reads at most `bytesMax` of the head; what is no field is passed over. */
export function readHead(raw: Buffer, bytesMax = 65_536): Head {
  const { headEnd } = bodyStart(raw);
  const lines = decode(raw.subarray(0, Math.min(headEnd, bytesMax))).split(/\r?\n/);
  const fields: Field[] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    const [, name, value] = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line) ?? [];
    if (/^[ \t]/.test(line) && last) last.value += ` ${line.trim()}`;
    else if (name !== undefined) fields.push({ name: name.toLowerCase(), value: (value ?? '').trim() });
  }
  return { fields: fields.map(({ name, value }) => ({ name, value: value.trim() })), bytes: headEnd };
}

export const valuesOf = ({ fields }: Head, name: string): string[] =>
  fields.filter((field) => field.name === name).map(({ value }) => value);
export const valueOf = (head: Head, name: string): string | null => valuesOf(head, name)[0] ?? null;

/** The ids in angle brackets, in order; several in one field are legal. */
export const idsIn = (value: string | null): string[] =>
  [...(value ?? '').matchAll(/<([^<>\s]{1,998})>/g)].map(([, id = '']) => id);

/** Without comments in parentheses, which may be nested. */
export function withoutComments(value: string): string {
  let depth = 0;
  let kept = '';
  for (const char of value)
    if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += char;
  return kept.trim();
}
