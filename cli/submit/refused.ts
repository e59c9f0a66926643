import { existsSync } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import type { CutList, Piece } from './cut';
import { csvLine } from './cut';
import { EXIT, SubmitFailure } from './exit';
import { hintOf } from './hints';
import { markedCells, markedJson, type Marks, markNames } from './marks';

/** An item that was refused, at its place in the file. */
export interface Refusal extends Marks {
  file: string;
  line: number | null;
  column: string | null;
  code: string;
  message: string;
  hint: string;
}

export const refusal = (
  file: string,
  line: number | null,
  { code, detail, pointer = null }: { code: string; detail: string; pointer?: string | null },
  header: readonly string[] | null,
): Refusal => ({ file, line, column: columnOf(pointer, header), code, message: detail, hint: hintOf(code) });

/** `/observed/value` is the column `observed.value`, or the whole `observed` where the file has that. */
function columnOf(pointer: string | null, header: readonly string[] | null): string | null {
  const path = (pointer ?? '').split('/').slice(1);
  if (path.length === 0) return null;
  const [field = ''] = path;
  const dotted = path.join('.').replaceAll('~1', '/').replaceAll('~0', '~');
  return header && !header.includes(dotted) && header.includes(field) ? field : dotted;
}

/** `leg.refused.csv` beside `leg.csv.gz`. */
export const refusedName = (name: string, ending: 'csv' | 'ndjson'): string =>
  `${name.replace(/\.gz$/i, '').replace(/\.[^./\\]+$/, '')}.refused.${ending}`;

type Form = Pick<CutList, 'header' | 'delimiter'>;

/**
 * The refused items of one file, in its own format with what is wrong beside each; made with the first of them. What an
 * earlier submit wrote may be half corrected by now: it is never written over.
 */
export class RefusedFile {
  readonly #path: string;
  readonly #form: Form;
  readonly #asJson: boolean;
  #file: FileHandle | null = null;

  constructor(name: string, form: Form, asJson: boolean) {
    this.#form = form;
    this.#asJson = asJson;
    this.#path = refusedName(name, asJson ? 'ndjson' : 'csv');
  }

  async write(refused: Refusal, piece: Piece | null): Promise<void> {
    const { header, delimiter } = this.#form;
    if (!this.#file) await this.#begin();
    const { line, column, code, message, hint } = refused;
    const marks = { line, column, code, message, hint };
    const text = this.#asJson
      ? markedJson(piece?.sent.toString() ?? '{}', marks)
      : csvLine(markedCells(piece?.cells ?? [], header?.length ?? 0, marks), delimiter);
    await this.#file?.write(`${text}\n`);
  }

  /** Where they are; null when there were none. */
  async close(): Promise<string | null> {
    if (!this.#file) return null;
    await this.#file.close();
    for (let nth = 1; ; nth += 1) {
      const path = nth === 1 ? this.#path : this.#path.replace(/\.(\w+)$/, `.${nth}.$1`);
      if (!existsSync(path)) await rename(this.#part, path);
      else if (await isSame(this.#part, path)) await rm(this.#part);
      else continue;
      return path;
    }
  }

  async #begin(): Promise<void> {
    const { header, delimiter } = this.#form;
    try {
      this.#file = await open(this.#part, 'w');
    } catch (error) {
      throw new SubmitFailure(EXIT.failed, `the refused rows cannot be written: ${String(error)}`);
    }
    const names = markNames(header ?? []).map(([name]) => name);
    if (!this.#asJson) await this.#file.write(`${csvLine([...(header ?? []), ...names], delimiter)}\n`);
  }

  get #part(): string {
    return `${this.#path}.part`;
  }
}

const isSame = async (a: string, b: string): Promise<boolean> =>
  (await stat(a)).size === (await stat(b)).size && (await readFile(a)).equals(await readFile(b));
