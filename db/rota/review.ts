import { addDays, dayIn } from '../../domain/delivery-zone';
import { type Handled, rotaAgenda } from '../../domain/rota/agenda';
import { daysFrom } from '../../domain/rota/duty-day';
import { rotaTasks } from '../../domain/rota/tasks';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, run, rows } from '../query';
import { coverOpenTickets } from '../tickets/cover';
import { readRota, type StoredRota } from './facts';
import { z } from 'zod';

const DAY_MS = 86_400_000;
/** So many days ahead a gap is somebody's task. */
const AHEAD_DAYS = 28;
/** How far plans may reach: an absence is held against all that is planned. */
export const PLANNED_DAYS_MAX = 200;
const CLOCK: Actor = { kind: 'clock' };

/** One change of the rota at a time, so that two do not each miss what the other brings. */
export const lockRota = (tx: Db): Promise<number> => run(tx, `select pg_advisory_xact_lock(hashtext('rota'))`);

/**
 * After whatever changed who is there: the tasks for gaps and conflicts of the coming weeks are raised and settled, open requests
 * go from whoever has gone to who is next, and the workflow of the desk looks again.
 */
export async function reviewRota(tx: Db, at: Date): Promise<void> {
  await lockRota(tx);
  const facts = await readRota(tx, { from: new Date(at.getTime() - 2 * DAY_MS), until: ahead(at) });
  const today = dayIn(facts.settings.zone, at);
  const wanted = facts.settings.inUse
    ? rotaTasks(facts, facts.absences, daysFrom(today, addDays(today, AHEAD_DAYS)))
    : [];
  await settleOthers(tx, wanted, at);
  await raise(tx, wanted, at);
  await coverOpenTickets(tx, facts, at);
  await planHandOver(tx, facts, at);
}
const ahead = (at: Date): Date => new Date(at.getTime() + PLANNED_DAYS_MAX * DAY_MS);

const CODES = `t.code in ('rota_gap', 'rota_uncovered', 'rota_conflict', 'rota_trainee_alone', 'rota_not_eligible', 'absence_uncovered')`;
type Wanted = ReturnType<typeof rotaTasks>;
const arrays = (wanted: Wanted): [string[], string[]] => [wanted.map((w) => w.subject), wanted.map((w) => w.code)];

const settleOthers = (tx: Db, wanted: Wanted, at: Date): Promise<number> =>
  run(
    tx,
    `update task t set done_at = $3 where t.done_at is null and ${CODES}
        and not exists (select from unnest($1::text[], $2::text[]) as w (subject, code) where w.subject = t.subject and w.code = t.code)`,
    [...arrays(wanted), at],
  );

async function raise(tx: Db, wanted: Wanted, at: Date): Promise<void> {
  const made = await rows(
    tx,
    z.object({ subject: z.string(), code: z.string() }),
    `insert into task (subject, code, created_at)
     select w.subject, w.code, $3 from unnest($1::text[], $2::text[]) as w (subject, code) order by w.subject, w.code
     on conflict do nothing returning subject, code`,
    [...arrays(wanted), at],
  );
  await record(
    tx,
    at,
    CLOCK,
    made.map(({ subject, code }) => ({ type: 'rota.lacking', subject, data: { code } })),
  );
}

/** What the desk's workflow has done and has before it. */
export const handledOf = ({ settings, absences }: StoredRota): Handled => ({
  inUse: settings.inUse,
  handedOverOn: settings.handedOverOn,
  unfollowed: absences.filter(({ followed }) => !followed).map(({ startsAt }) => startsAt),
  weighedAt: settings.relief === 'off' ? null : settings.weighedAt,
});

/** Writes what the desk's workflow waits for beside the settings, and wakes it when that has changed. A desk that begins hands over from tomorrow on. */
export async function planHandOver(tx: Db, facts: StoredRota, at: Date): Promise<void> {
  const { inUse, zone } = facts.settings;
  const handedOverOn = facts.settings.handedOverOn ?? (inUse ? dayIn(zone, at) : null);
  const { next } = rotaAgenda(facts, { ...handledOf(facts), handedOverOn }, at);
  const moved = await run(
    tx,
    `update rota_settings set handed_over_on = $3, next_step = $1, next_due_at = $2
      where (next_step, next_due_at, handed_over_on) is distinct from ($1, $2::timestamptz, $3::date)`,
    [next?.step ?? null, next && new Date(next.dueAtMs), handedOverOn],
  );
  if (moved > 0) await poke(tx, [{ kind: 'rota', id: 1 }]);
}
