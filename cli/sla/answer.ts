import type { Calendar } from '../../domain/calendar/calendar';
import { bad, type Fault, type Read } from '../../domain/calendar/read';
import { readCalendar } from '../../domain/calendar/read-calendar';
import { type Explanation, explain } from '../../domain/sla/explain';
import { type ReadQuestion, readQuestion } from '../../domain/sla/question';
import { fromUtf8 } from '../../formats/text';

export type Answer =
  | { ok: true; question: ReadQuestion; explanation: Explanation & { dueMs: number | null } }
  | { ok: false; line: number; fault: Fault };

const CALENDARS_KEPT = 100;
/** Answers one line after the other, blank ones not at all; a calendar that came before is known again. `bytes`: null for a line too long to hold. */
export function answerer(): (bytes: Buffer | null, line: number) => Answer | null {
  const known = new Map<string, Read<Calendar>>();
  const calendarOf = (given: unknown): Read<Calendar> => {
    const key = JSON.stringify(given);
    const found = known.get(key) ?? readCalendar(given);
    if (known.size >= CALENDARS_KEPT) known.clear();
    known.set(key, found);
    return found;
  };
  return (bytes, line) => {
    const text = bytes && fromUtf8(bytes);
    if (text?.trim() === '') return null;
    const question = text === null ? bad('question', bytes ? 'is not UTF-8' : 'is too long') : read(text, calendarOf);
    if (!question.ok) return { ok: false, line, fault: question.fault };
    const explanation = explain(question.value);
    if (!explanation.unreachable) return { ok: true, question: question.value, explanation };
    const message = 'a hundred years of this calendar have less working time';
    return { ok: false, line, fault: { field: 'target_minutes', message } };
  };
}

function read(text: string, calendarOf: (given: unknown) => Read<Calendar>): Read<ReadQuestion> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('question', 'is no JSON');
  }
  return readQuestion(value, calendarOf);
}

const utc = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const minutes = (ms: number): number => ms / 60_000;
/** As JSON: instants UTC, working time in minutes. */
export const wireOf = (answer: Answer): object =>
  answer.ok
    ? {
        due: utc(answer.explanation.dueMs),
        target_minutes: minutes(answer.question.targetMs),
        sum: answer.explanation.lines.map((line) => ({
          kind: line.kind,
          from: utc(line.fromMs),
          until: utc(line.untilMs),
          minutes: minutes(line.workingMs),
          total_minutes: minutes(line.totalMs),
        })),
      }
    : { error: { line: answer.line, ...answer.fault } };
