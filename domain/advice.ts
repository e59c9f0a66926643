import { bareCheck } from './describe';
import type { Language } from './words';

/** What a topic says in one language. A line that begins with `- ` is one thing to do; a blank line begins a paragraph. */
export interface AdviceWords {
  title: string;
  text: string;
}
/** A piece of good practice: for which checks, on which types of sensors, in both languages. */
export interface AdviceTopic {
  code: string;
  /** Names of checks without their package, such as `spike`. */
  checks: readonly string[];
  /** SeaDataNet L05 terms, such as `133`; empty = any sensor. */
  sensorTypes: readonly string[];
  /** Stands in the checklist of every cruise. */
  general: boolean;
  /** Where it comes from. */
  sources: readonly string[];
  words: Record<Language, AdviceWords>;
}

export const ADVICE_STATES = ['draft', 'published', 'withdrawn'] as const;

/** `SDN:L05::133` → `133`. */
export const bareTerm = (term: string): string => term.split('::').at(-1) ?? term;

/** The topic for a check on a type of sensor; one made for this very type before one for any. */
export function topicFor<T extends Pick<AdviceTopic, 'checks' | 'sensorTypes'>>(
  topics: readonly T[],
  check: string,
  sensorType: string | null,
): T | null {
  const wanted = bareCheck(check);
  const fitting = topics.filter(({ checks }) => checks.includes(wanted));
  const type = sensorType === null ? null : bareTerm(sensorType);
  return (
    fitting.find(({ sensorTypes }) => type !== null && sensorTypes.includes(type)) ??
    fitting.find(({ sensorTypes }) => sensorTypes.length === 0) ??
    null
  );
}

export const ADVICE_CODE = /^[a-z][a-z0-9-]{1,59}$/;
const TITLE_MAX = 120;
const TEXT_MAX = 4000;
const LIST_MAX = 40;

/** A field of the editor and why it is refused. */
export interface AdviceFault {
  field: 'code' | 'checks' | 'sensorTypes' | `${'title' | 'text'}_${Language}`;
  code: 'missing' | 'too_long' | 'bad_code' | 'unknown_form';
}

/** Both languages say it, or it is not said. */
export function faultsOfTopic(topic: Pick<AdviceTopic, 'code' | 'checks' | 'sensorTypes' | 'words'>): AdviceFault[] {
  const faults: AdviceFault[] = ADVICE_CODE.test(topic.code) ? [] : [{ field: 'code', code: 'bad_code' }];
  for (const field of ['checks', 'sensorTypes'] as const)
    if (topic[field].length > LIST_MAX || topic[field].some((one) => !/^[\w.-]{1,100}$/.test(one)))
      faults.push({ field, code: 'unknown_form' });
  for (const language of ['fr', 'en'] as const)
    for (const [part, max] of [['title', TITLE_MAX] as const, ['text', TEXT_MAX] as const]) {
      const said = topic.words[language][part];
      if (said.trim() === '') faults.push({ field: `${part}_${language}`, code: 'missing' });
      else if (said.length > max) faults.push({ field: `${part}_${language}`, code: 'too_long' });
    }
  return faults;
}

/** Paragraphs and lists of a text, in order. */
export type AdviceBlock = { kind: 'paragraph'; text: string } | { kind: 'list'; items: string[] };
export function blocksOf(text: string): AdviceBlock[] {
  const blocks: AdviceBlock[] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = blocks.at(-1);
    const item = /^- (.*)$/.exec(line.trim())?.[1];
    if (item !== undefined) {
      if (last?.kind === 'list') last.items.push(item);
      else blocks.push({ kind: 'list', items: [item] });
    } else if (line.trim() !== '') blocks.push({ kind: 'paragraph', text: line.trim() });
  }
  return blocks;
}
