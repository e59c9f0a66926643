import { z } from 'zod';
import { createCaseActivities } from '../../activities/cases';
import { createContactActivities } from '../../activities/contacts';
import { createHoldActivities } from '../../activities/holds';
import { rows, type Pool } from '../../db/query';
import { claimMails } from '../../db/mails';
import { inTransaction } from '../../db/query';
import { settlePost } from '../../db/post';

const Due = z.object({ kind: z.enum(['case', 'contact', 'hold']), id: z.number(), step: z.string(), at: z.date() });
const Sent = z.object({ at: z.date(), reason: z.string(), id: z.number() });
const DAY_MS = 86_400_000;

/**
 * Lets days pass without Temporal: whatever the rows say is due is done at its instant, one after the other, and each mail
 * leaves at once.
 */
export const days = (db: { pool: Pool }) => {
  const nextDue = async (until: Date) =>
    (
      await rows(
        db.pool,
        Due,
        `select * from (
           select 'case' as kind, id, next_step as step, next_due_at as at from anomaly_case
           union all select 'contact', id, next_step, next_due_at from contact
           union all select 'hold', id, next_step, next_due_at from hold) d
          where at <= $1 order by at, kind, id limit 1`,
        [until],
      )
    )[0];
  const work = (): Record<string, Record<string, (id: number, atMs: number) => Promise<unknown>>> => ({
    case: createCaseActivities(db) as never,
    contact: createContactActivities(db) as never,
    hold: createHoldActivities(db) as never,
  });
  /** What was due long ago is done now, as by a workflow. */
  let now = new Date(0);
  const send = async (at: Date): Promise<void> => {
    for (const mail of await claimMails(db.pool, at, at, 100, 'example.org'))
      await inTransaction(db.pool, (tx) => settlePost(tx, mail, { state: 'sent' }, at));
  };
  return {
    /** Does what falls due until this instant. */
    passTo: async (until: Date): Promise<void> => {
      if (until < now) now = new Date(0); // another story
      for (let steps = 0; ; steps += 1) {
        const due = await nextDue(until);
        if (!due) break;
        if (steps > 200) throw new Error(`${due.kind} ${due.id} repeats ${due.step}`);
        if (due.at > now) now = due.at;
        await work()[due.kind]?.[due.step]?.(due.id, now.getTime());
        await send(now);
      }
      now = until;
    },
    /** The letters about a case that have left: `first day 0`. */
    lettersOf: async (caseId: number, since: Date): Promise<string[]> =>
      (
        await rows(
          db.pool,
          Sent,
          `select m.sent_at as at, mc.reason, mc.case_id as id from mail m join mail_case mc on mc.mail = m.id
            where mc.case_id = $1 and m.sent_at is not null order by m.sent_at, m.created_at`,
          [caseId],
        )
      ).map(({ at, reason }) => `${reason} day ${Math.round(((at.getTime() - since.getTime()) / DAY_MS) * 100) / 100}`),
  };
};
