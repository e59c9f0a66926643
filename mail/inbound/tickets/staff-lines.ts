import type { WaitReason } from '../../../domain/ticket/words';

/** What a reply of staff does, in this order. */
export type StaffAct =
  | { do: 'answer'; text: string }
  | { do: 'note'; text: string }
  | { do: 'wait'; reason: WaitReason }
  | { do: 'close' }
  | { do: 'to'; name: string };

const COMMAND = /^\s*(note|wait|attente|close|clore|to|à|a)\s?:\s*(.*)$/i;
const REASONS: readonly [RegExp, WaitReason][] = [
  [/^(?:external|externe|ric)\b/i, 'external'],
  [/^(?:colleague|coll[èe]gue)\b/i, 'colleague'],
  [/^(?:requester|demandeur|asker)\b/i, 'requester'],
];

/** The first line may say what to do; without one, all of it is the answer. Empty when nothing is said. */
export function staffActs(said: string): StaffAct[] {
  const text = said.trim();
  if (text === '') return [];
  const [first = '', ...lines] = text.split('\n');
  const [, word = '', value = ''] = COMMAND.exec(first) ?? [];
  const rest = lines.join('\n').trim();
  switch (word.toLowerCase()) {
    case '':
      return [{ do: 'answer', text }];
    case 'note':
      return written('note', joined(value, rest));
    case 'wait':
    case 'attente': {
      const [pattern, reason] = REASONS.find(([one]) => one.test(value)) ?? [/^$/, 'requester' as const];
      const words = value.replace(pattern, '').trim();
      return [...written('answer', joined(words, rest)), { do: 'wait', reason }];
    }
    case 'close':
    case 'clore':
      return [...written('answer', joined(value, rest)), { do: 'close' }];
    default:
      return value.trim() === '' ? [] : [...written('note', rest), { do: 'to', name: value.trim() }];
  }
}

const joined = (...parts: string[]): string =>
  parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n');
const written = (kind: 'answer' | 'note', text: string): StaffAct[] => (text === '' ? [] : [{ do: kind, text }]);
