import type { Level } from './facts';

export interface CalendarDuty {
  day: string;
  level: Level;
  from: Date;
  until: Date;
  /** What a calendar shows: the level in words, and a name. */
  summary: string;
}

/** The duties as an iCalendar file (RFC 5545). Its readers know an event again by its day, level and beginning. */
export function icalendar(title: string, host: string, duties: readonly CalendarDuty[], at: Date): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Vigie//Rota//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escape(title)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...duties.flatMap(({ day, level, from, until, summary }) => [
      'BEGIN:VEVENT',
      `UID:${day}-${level}-${stamp(from)}@${host}`,
      `DTSTAMP:${stamp(at)}`,
      `DTSTART:${stamp(from)}`,
      `DTEND:${stamp(until)}`,
      `SUMMARY:${escape(summary)}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

const stamp = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
const escape = (text: string): string => text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r?\n/g, '\\n');

const OCTETS_MAX = 75;
/** No line is longer than 75 octets; what follows stands on lines that begin with a blank. */
function fold(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  for (const character of line) {
    if (Buffer.byteLength(piece + character) > OCTETS_MAX) {
      pieces.push(piece);
      piece = ' ';
    }
    piece += character;
  }
  return [...pieces, piece].join('\r\n');
}
