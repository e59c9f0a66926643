import { z } from 'zod';
import { type Actor, actorKey } from '../../domain/words';
import { addTask } from '../case-effects';
import { record } from '../events';
import { type Db, firstRow, rows, run } from '../query';
import { leaveContact } from '../registers/follow';
import { raiseTask, settleTasks } from '../tasks';
import { linkTicket } from '../tickets/deeds';
import { submissionOf } from './settle';
import { settleMail, settleMessageTask } from './supersede';

/** Holds a mail for a decision: false when there is none, or nothing about this case waits any more. */
export const lockProposal = async (tx: Db, id: number, number: string): Promise<boolean> => {
  // The case first, as everybody who answers one holds it when what was proposed by mail is withdrawn.
  await run(tx, 'select from anomaly_case where number = $1 for no key update', [number]);
  await run(tx, 'select from inbound_mail where id = $1 for update', [id]);
  const waiting = await run(
    tx,
    `select from inbound_case i join anomaly_case c on c.id = i.case_id where i.inbound = $1 and c.number = $2 and i.state = 'proposed'`,
    [id, number],
  );
  return waiting > 0;
};

/** All cases about which something of this mail waits, in id order. */
export const lockCasesOfMail = async (tx: Db, id: number): Promise<string[]> =>
  (
    await rows(
      tx,
      z.object({ number: z.string() }),
      `select number from anomaly_case where id in (select case_id from inbound_case where inbound = $1 and state = 'proposed')
        order by id for no key update`,
      [id],
    )
  ).map(({ number }) => number);

/** Whether the words of this mail stand in the conversation of the case already. */
export const isInConversation = async (tx: Db, id: number, number: string): Promise<boolean> => {
  const of = await firstRow(tx, z.object({ id: z.number() }), 'select id from anomaly_case where number = $1', [
    number,
  ]);
  return of !== null && (await run(tx, 'select from message where submission = $1', [submissionOf(id, of.id)])) > 0;
};

interface Decided {
  id: number;
  number: string;
  state: 'applied' | 'noted' | 'discarded';
  /** As it was given; null where nothing was. */
  code: string | null;
  why: string | null;
  actor: Actor;
  at: Date;
}
/** Writes down what a person decided; the mail itself is done when nothing more of it waits. */
export async function settleProposal(tx: Db, { id, number, state, code, why, actor, at }: Decided): Promise<void> {
  await run(
    tx,
    `update inbound_case i set state = $3, code = coalesce($4, code), decided_by = $5, decided_at = $6, decided_for = $7
       from anomaly_case c where c.id = i.case_id and i.inbound = $1 and c.number = $2`,
    [id, number, state, code, actorKey(actor), at, why],
  );
  await settleMail(tx, id, actor, at);
  const of = await firstRow(tx, z.object({ id: z.number() }), 'select id from anomaly_case where number = $1', [
    number,
  ]);
  if (of) await settleMessageTask(tx, of.id, at);
  const type = state === 'discarded' ? 'inbound.refused' : 'inbound.confirmed';
  await record(tx, at, actor, [{ type, subject: `inbound/${id}`, data: { inbound: id, number, state } }]);
}

/**
 * The contact wants no letters: they are marked, with a task, and their cases go to the next contact. False when that was decided
 * already, or the mail does not ask for it.
 */
export async function stopLetters(tx: Db, id: number, actor: Actor, at: Date): Promise<boolean> {
  await lockCasesOfMail(tx, id);
  await run(tx, 'select from inbound_mail where id = $1 for update', [id]);
  const asked = await rows(
    tx,
    z.object({ number: z.string(), contact: z.number() }),
    `select c.number, m.contact from inbound_mail m
       join inbound_case i on i.inbound = m.id and i.state = 'proposed' join anomaly_case c on c.id = i.case_id
      where m.id = $1 and m.reason = 'unsubscribe' and m.contact is not null order by c.id`,
    [id],
  );
  const [first] = asked;
  if (!first) return false;
  await contactDeclined(tx, first.contact, actor, at);
  for (const { number } of asked)
    await settleProposal(tx, { id, number, state: 'noted', code: null, why: null, actor, at });
  return true;
}

async function contactDeclined(tx: Db, contact: number, actor: Actor, at: Date): Promise<void> {
  await run(tx, 'update contact set declined_at = coalesce(declined_at, $2) where id = $1', [contact, at]);
  await raiseTask(tx, `contact/${contact}`, 'contact_declined', at);
  await record(tx, at, actor, [{ type: 'contact.declined', subject: `contact/${contact}`, data: {} }]);
  await leaveContact(tx, contact, { actor, at });
}

const OPEN_STATES = `('unassigned', 'quarantined', 'filed', 'proposed', 'discarded')`;

/** The mail belongs to this case, a person says: it waits there as a proposal. Null when there is no such mail or case. */
export async function assignInbound(tx: Db, id: number, number: string, actor: Actor, at: Date): Promise<boolean> {
  const added = await firstRow(
    tx,
    z.object({ caseId: z.number(), ticket: z.number().nullable() }),
    `insert into inbound_case (inbound, case_id, state, reason, comment)
     select m.id, c.id, 'proposed', 'assigned', left(m.body, 10000) from inbound_mail m join anomaly_case c on c.number = $2
      where m.id = $1 and (m.state in ${OPEN_STATES} or m.ticket is not null)
     on conflict (inbound, case_id) do update set state = 'proposed', reason = 'assigned', decided_by = null, decided_at = null, decided_for = null
      where inbound_case.state <> 'applied'
     returning case_id as "caseId", (select ticket from inbound_mail where id = $1) as ticket`,
    [id, number],
  );
  if (!added) return false;
  await run(tx, `update inbound_mail set state = 'proposed', reason = 'assigned' where id = $1`, [id]);
  await addTask(tx, added.caseId, 'message', at);
  if (added.ticket !== null)
    await linkTicket(tx, added.ticket, { kind: 'case', other: null, caseId: added.caseId }, actor, at);
  await record(tx, at, actor, [{ type: 'inbound.assigned', subject: `inbound/${id}`, data: { inbound: id, number } }]);
  return true;
}

/** Nothing follows from the mail, with the reason. Its bytes stay. False when it had been decided already. */
export async function discardInbound(tx: Db, id: number, why: string, actor: Actor, at: Date): Promise<boolean> {
  const discarded = await firstRow(
    tx,
    z.object({ ticket: z.number().nullable() }),
    `update inbound_mail set state = 'discarded', handled_by = $2, handled_at = $3, handled_for = $4
      where id = $1 and state in ('unassigned', 'quarantined') returning ticket`,
    [id, actorKey(actor), at, why],
  );
  if (!discarded) return false;
  if (discarded.ticket !== null) await settleTasks(tx, `ticket/${discarded.ticket}`, at, 'message');
  await record(tx, at, actor, [{ type: 'inbound.discarded', subject: `inbound/${id}`, data: { inbound: id } }]);
  return true;
}
