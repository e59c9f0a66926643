import type { Line } from '../../domain/sla/explain';
import { formatDuration } from '../../domain/registers/duration';
import type { Answer } from './answer';

/** The sum as a person reads it, by the clocks of the calendar's zone. */
export function textOf(answer: Answer): string {
  if (!answer.ok) return `line ${answer.line}: ${answer.fault.field}: ${answer.fault.message}`;
  const { question, explanation } = answer;
  const shown = clockOf(question.calendar.zone);
  const lines = explanation.lines.map((line) => `  ${stretch(line, shown)}  ${amounts(line)}`);
  const due = explanation.dueMs === null ? 'no deadline while it is paused' : `due ${whenOf(explanation.dueMs, shown)}`;
  const head = `${formatWorked(question.targetMs)} of working time from ${whenOf(question.startMs, shown)}, ${question.calendar.zone}`;
  return [head, ...lines, `  ${due}`].join('\n');
}

type Shown = (ms: number) => { day: string; time: string };
const whenOf = (ms: number, shown: Shown): string => `${shown(ms).day} ${shown(ms).time}`;

function stretch({ fromMs, untilMs }: Line, shown: Shown): string {
  const from = whenOf(fromMs, shown);
  if (untilMs === null) return `${from} to now`;
  const until = shown(untilMs);
  return `${from} to ${until.day === shown(fromMs).day ? until.time : whenOf(untilMs, shown)}`.padEnd(44);
}

const amounts = ({ kind, workingMs, totalMs }: Line): string =>
  kind === 'worked'
    ? `+ ${formatWorked(workingMs).padEnd(14)} = ${formatWorked(totalMs)}`
    : `paused, leaves out ${formatWorked(workingMs)}`;

/** In hours, never in days: a day of work has no fixed length. */
function formatWorked(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  const rest = ms % 3_600_000;
  if (hours === 0) return formatDuration(rest, 'en');
  return rest === 0 ? `${hours} h` : `${hours} h ${formatDuration(rest, 'en')}`;
}

function clockOf(timeZone: string): Shown {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const weekday = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' });
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'medium' });
  return (ms) => ({
    day: `${weekday.format(ms)} ${day.format(ms)}`,
    time: time.format(ms).replace(/:00$/, ''),
  });
}
