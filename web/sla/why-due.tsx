import type { Explanation, Line } from '../../domain/sla/explain';
import type { Language } from '../../domain/words';
import type { Translate } from '../words';

export interface WhyDueProps {
  t: Translate;
  explanation: Explanation;
  startMs: number;
  targetMs: number;
  /** Of the calendar: instants are told by its clocks. */
  zone: string;
  /** Calendars it counts by, each from when; null: from the start. */
  calendars: readonly { calendar: string; version: number; fromMs: number | null }[];
}

/** The sum behind a deadline, line by line: what counted, what did not, and how it grew. */
export const WhyDue = ({ t, explanation, startMs, targetMs, zone, calendars }: WhyDueProps) => {
  const shown = shownIn(zone, t.language);
  return (
    <details class="why-due">
      <summary>{t('whyDue.title')}</summary>
      <p>{t('whyDue.lead', { target: sayWorked(targetMs, t.language), start: shown.moment(startMs), zone })}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('whyDue.title')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('whyDue.stretch')}</th>
              <th scope="col">{t('whyDue.counted')}</th>
              <th scope="col">{t('whyDue.sum')}</th>
            </tr>
          </thead>
          <tbody>
            {explanation.lines.map((line) => (
              <tr key={`${line.kind}${line.fromMs}`} class={line.kind === 'paused' ? 'soft' : undefined}>
                <th scope="row">{stretchOf(line, shown, t)}</th>
                <Counted t={t} line={line} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>
        <strong>
          {explanation.dueMs === null ? t('whyDue.noDue') : t('whyDue.due', { due: shown.moment(explanation.dueMs) })}
        </strong>
      </p>
      <ul class="hint">
        {calendars.map(({ calendar, version, fromMs }) => (
          <li key={fromMs ?? 'first'}>
            {fromMs === null
              ? t('whyDue.calendar', { calendar, version })
              : t('whyDue.calendarFrom', { calendar, version, from: shown.moment(fromMs) })}
          </li>
        ))}
      </ul>
    </details>
  );
};

const Counted = ({ t, line }: { t: Translate; line: Line }) => {
  const worked = sayWorked(line.workingMs, t.language);
  if (line.kind === 'paused')
    return (
      <td colSpan={2}>{line.untilMs === null ? t('whyDue.pausedNow') : t('whyDue.paused', { working: worked })}</td>
    );
  return (
    <>
      <td>+ {worked}</td>
      <td>{sayWorked(line.totalMs, t.language)}</td>
    </>
  );
};

interface Shown {
  moment: (ms: number) => string;
  time: (ms: number) => string;
  day: (ms: number) => string;
}
function stretchOf({ fromMs, untilMs }: Line, shown: Shown, t: Translate): string {
  const from = shown.moment(fromMs);
  if (untilMs === null) return t('whyDue.since', { from });
  const until = shown.day(fromMs) === shown.day(untilMs) ? shown.time(untilMs) : shown.moment(untilMs);
  return t('whyDue.until', { from, until });
}

function shownIn(timeZone: string, language: Language): Shown {
  const of = (options: Intl.DateTimeFormatOptions): ((ms: number) => string) => {
    const format = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      timeZone,
      hourCycle: 'h23',
      ...options,
    });
    return (ms) => format.format(ms);
  };
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  return { moment: of({ ...day, ...time }), time: of(time), day: of({ ...day, year: 'numeric' }) };
}

/** In hours and minutes, never in days: a working day has no fixed length. */
export function sayWorked(ms: number, language: Language): string {
  const minutes = Math.round(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  if (rest === 0) return `${hours} h`;
  return language === 'fr' ? `${hours} h ${String(rest).padStart(2, '0')}` : `${hours} h ${rest} min`;
}
