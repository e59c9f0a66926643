import type { Translate } from '../words';
import { sayWorkingTime } from './tickets/ticket-state';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';

export interface MovedClock {
  ticket: string;
  kind: string;
  dueBefore: Date | null;
  dueAfter: Date | null;
  /** In working minutes. */
  targetBefore: number;
  /** Null: this is not promised any more. */
  targetAfter: number | null;
  breaches: boolean;
}
export interface MigrationPreview {
  version: number;
  clocks: number;
  wouldBreach: number;
  moved: readonly MovedClock[];
  seal: string;
}
interface MigrationProps extends Shell {
  calendar: { code: string; name: string; zone: string };
  /** What stands in the field, by the clock of the calendar's zone. */
  from: string;
  faults: readonly FieldFault[];
  preview: MigrationPreview | null;
}

/** Puts running clocks on the newest version of their calendar: looked at first, then done. */
export const ClockMigrationPage = ({ calendar, from, faults, preview, ...shell }: MigrationProps) => {
  const { t, csrf } = shell;
  const title = t('migration.title', { calendar: calendar.name });
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href={`/registers/calendars/${encodeURIComponent(calendar.code)}`}>{calendar.name}</a>
      </p>
      <h1>{title}</h1>
      <p>{t('migration.lead')}</p>
      {preview && <Previewed t={t} zone={calendar.zone} {...preview} />}
      <Form action={`/calendars/${encodeURIComponent(calendar.code)}/clocks`} csrf={csrf} id="clocks">
        {preview && <input type="hidden" name="seal" value={preview.seal} />}
        <div class="field">
          <label for="from">{t('migration.from', { zone: calendar.zone })}</label>
          <p class="hint" id="from-hint">
            {t('migration.fromHint')}
          </p>
          <input id="from" name="from" type="datetime-local" value={from} aria-describedby="from-hint" required />
        </div>
        <p>
          <button type="submit" name="step" value="preview">
            {t('migration.preview')}
          </button>{' '}
          {preview && preview.clocks > 0 && (
            <button type="submit" name="step" value="apply">
              {t('migration.apply', { count: preview.clocks })}
            </button>
          )}
        </p>
      </Form>
    </ConsolePage>
  );
};

/** What would change; with targets where these are what moves. */
export const Previewed = ({
  t,
  zone,
  version,
  clocks,
  wouldBreach,
  moved,
  targets = false,
}: { t: Translate; zone: string; targets?: boolean } & MigrationPreview) => {
  const format = new Intl.DateTimeFormat(t.language === 'fr' ? 'fr-FR' : 'en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const shown = (at: Date | null): string => (at ? format.format(at) : t('migration.paused'));
  return (
    <section class="next" role="status" aria-labelledby="previewed">
      <h2 id="previewed">{t('migration.previewed', { count: clocks, version })}</h2>
      {clocks > 0 && (
        <p>
          <strong>{t('migration.wouldBreach', { count: wouldBreach })}</strong> {t('rules.nothingYet')}
        </p>
      )}
      {moved.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-labelledby="previewed">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('migration.ticket')}</th>
                <th scope="col">{t('migration.kind')}</th>
                {targets && <th scope="col">{t('migration.target')}</th>}
                <th scope="col">{t('migration.before')}</th>
                <th scope="col">{t('migration.after')}</th>
              </tr>
            </thead>
            <tbody>
              {moved.map((clock) => (
                <MovedRow key={`${clock.ticket}${clock.kind}`} {...{ t, clock, targets, shown }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
};

const MovedRow = ({
  t,
  clock: { ticket, kind, dueBefore, dueAfter, breaches, targetBefore, targetAfter },
  targets,
  shown,
}: {
  t: Translate;
  clock: MovedClock;
  targets: boolean;
  shown: (at: Date | null) => string;
}) => {
  const target = (minutes: number | null): string =>
    minutes === null ? t('migration.dropped') : sayWorkingTime(minutes, t);
  return (
    <tr>
      <th scope="row">
        <a href={`/tickets/${ticket}`}>{ticket}</a>
      </th>
      <td>{t.of(`clockKind.${kind}`)}</td>
      {targets && (
        <td>
          {target(targetBefore)}
          {targetBefore !== targetAfter && ` → ${target(targetAfter)}`}
        </td>
      )}
      <td>{shown(dueBefore)}</td>
      <td>{targetAfter === null ? '–' : breaches ? t('migration.breached') : shown(dueAfter)}</td>
    </tr>
  );
};
