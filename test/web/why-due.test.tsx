import { render } from 'preact-render-to-string';
import { explain } from '../../domain/sla/explain';
import { timetable } from '../../domain/sla/timetable';
import { WhyDue } from '../../web/sla/why-due';
import { translator } from '../../web/words';
import { FR, hours, paris } from '../domain/calendar/calendars';

const question = {
  by: timetable(FR),
  startMs: paris('2026-06-01 16:00'),
  targetMs: hours(4),
  pauses: [{ fromMs: paris('2026-06-01 17:00'), untilMs: paris('2026-06-02 10:00') }],
};
const shown = (language: 'fr' | 'en', pauses: typeof question.pauses | [{ fromMs: number; untilMs: null }]): string =>
  render(
    <WhyDue
      t={translator(language)}
      explanation={explain({ ...question, pauses })}
      startMs={question.startMs}
      targetMs={question.targetMs}
      zone="Europe/Paris"
      calendars={[{ calendar: 'office', version: 3, fromMs: null }]}
    />,
  )
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

test('each stretch, each pause and the sum stand there, in French and in English', () => {
  const french = shown('fr', question.pauses);
  expect(french).toContain('4 h de travail à partir du lun. 1 juin, 16:00');
  expect(french).toContain('suspendu : 1 h 30 de travail non comptées');
  expect(french).toContain('Échéance : mar. 2 juin, 14:00');
  const english = shown('en', question.pauses);
  expect(english).toContain('+ 2 h 30 min');
  expect(english).toContain('Calendar office, version 3');
});

test('while it stands still there is no deadline', () => {
  expect(shown('en', [{ fromMs: paris('2026-06-01 17:00'), untilMs: null }])).toContain(
    'Not due while the clock is paused.',
  );
});
