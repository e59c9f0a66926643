import { intoL20 } from '../../domain/flag-scale';
import { BodyFault } from '../fault';
import type { Attributes } from './file';

export interface Scale {
  scale: string;
  version: string;
}

/** What the words of `flag_meanings` say in L20, the most particular first; null = a code the scale does not use. */
const WORDS: readonly (readonly [RegExp, string | null])[] = [
  [/not_?used|unused|reserved|spare/, null],
  [/^no_?q|no_quality|not_?eval|not_qc|unknown|unqualified|^none$/, '0'],
  [/uncertain/, 'A'],
  [/below_quantification|quantification/, 'Q'],
  [/below/, '6'],
  [/excess/, '7'],
  [/nominal/, 'B'],
  [/interpolat|estimated/, '8'],
  [/missing|fill/, '9'],
  [/chang|modified/, '5'],
  [/probably_good/, '2'],
  [/correctable|probably_bad|suspect|questionable|interest/, '3'],
  [/bad|fail/, '4'],
  [/good|pass/, '1'],
];

/**
 * The scale of a variable of flags: the first candidate that agrees with every meaning the file itself gives. A file that
 * means something else by its codes than any candidate is refused, since its flags would be read wrongly.
 */
export function scaleOf(
  name: string,
  attributes: Attributes,
  candidates: readonly Scale[],
  named: (value: number) => string = String,
): Scale {
  const meanings = meaningsOf(attributes, named);
  const found = candidates.find(({ scale, version }) =>
    meanings.every(([code, canonical]) => agrees(canonical, intoL20(scale, version, code)?.canonical)),
  );
  if (!found)
    throw new BodyFault(
      'unknown_scale',
      `Variable ${name}: its flag_meanings are those of no scale that is known here.`,
    );
  return found;
}

/** A code one side does not use is no contradiction: should it occur, it is an unknown flag. */
const agrees = (told: string | null | undefined, known: string | undefined): boolean =>
  told === undefined || (told === null ? known === undefined : known === undefined || known === told);

/** Each code and what its word says; nothing where the file says nothing, or says it in a way that cannot be lined up. */
function meaningsOf(attributes: Attributes, named: (value: number) => string): [string, string | null | undefined][] {
  const [values, words] = [attributes.get('flag_values'), attributes.get('flag_meanings')];
  if (typeof words !== 'string' || values === undefined) return [];
  const codes =
    typeof values === 'string' ? (values.match(/\w+/g) ?? []).map((code) => code.replace(/b$/, '')) : values.map(named);
  const meanings = words
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  if (codes.length !== meanings.length) return [];
  return codes.map((code, i) => [code, WORDS.find(([word]) => word.test(meanings[i] ?? ''))?.[1]]);
}
