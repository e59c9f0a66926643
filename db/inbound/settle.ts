import { createHash, randomUUID } from 'node:crypto';
import type { AnswerCode } from '../../domain/answer';
import { type Actor, actorKey } from '../../domain/words';
import { answerLocked } from '../answers';
import { type Case, readCases } from '../case-row';
import { addTask } from '../case-effects';
import { keepSet } from '../conversation/answer-sets';
import { addMessage } from '../conversation/messages';
import { record } from '../events';
import { type Db, run } from '../query';
import { settleTicket } from './settle-ticket';
import type { CaseOutcome, InboundFile, InboundState, Verdicted } from './verdicted';

const CLOCK: Actor = { kind: 'clock' };

/** In id order, as everybody locks them: mails of one transaction speak of theirs in any. */
export const lockCasesOf = (tx: Db, mails: readonly Verdicted[]): Promise<number> =>
  run(tx, 'select from anomaly_case where id = any($1::bigint[]) order by id for no key update', [
    mails.flatMap(({ cases }) => cases.map(({ caseId }) => caseId)),
  ]);

/** Writes what was made of a mail and all that follows from it, once. False when somebody else has done so. */
export async function settleInbound(tx: Db, mail: Verdicted, at: Date): Promise<boolean> {
  const { id, facts } = mail;
  const found = await readCases(
    tx,
    mail.cases.map(({ caseId }) => caseId),
    true,
  );
  const mine = await run(tx, `update inbound_mail set lease_until = null where id = $1 and state = 'stored'`, [id]);
  if (mine === 0) return false;
  await addFiles(tx, id, mail.files);
  const proposed = await settleCases(tx, mail, found, at);
  const desk = mail.ticket && (await settleTicket(tx, { ...mail, outcome: mail.ticket }, at));
  const state = desk?.state ?? (proposed ? 'proposed' : mail.state);
  const reason = desk?.reason ?? mail.reason;
  await keepFacts(tx, mail, { state, reason, ticket: desk?.ticket ?? null }, at);
  const data = { inbound: id, reason, class: facts.class };
  await record(tx, at, CLOCK, [{ type: `inbound.${state}`, subject: `inbound/${id}`, data }]);
  return true;
}

async function addFiles(tx: Db, inbound: number, files: readonly InboundFile[]): Promise<void> {
  if (files.length === 0) return;
  await run(
    tx,
    `insert into inbound_file (inbound, number, name, size, sha256, trouble)
     select $1, f.number, f.name, f.size, f.sha256, f.trouble
       from unnest($2::text[], $3::bigint[], $4::bytea[], $5::text[]) with ordinality as f (name, size, sha256, trouble, number)`,
    [
      inbound,
      files.map(({ name }) => name),
      files.map(({ size }) => size),
      files.map(({ sha256 }) => sha256),
      files.map(({ trouble }) => trouble),
    ],
  );
}

/** What follows for its cases; true when something of it waits for a person. */
async function settleCases(tx: Db, mail: Verdicted, found: readonly Case[], at: Date): Promise<boolean> {
  const sets = setsOf(mail);
  const answered = new Set<AnswerCode>();
  let proposed = false;
  for (const outcome of mail.cases) {
    const of = found.find((one) => one.id === outcome.caseId);
    const done = of && (await carryOut(tx, mail, of, outcome, sets, at));
    if (done === 'proposed') proposed = true;
    else if (done !== undefined && outcome.do === 'answer') answered.add(outcome.say.code);
  }
  const author = actorKey(mail.author ?? CLOCK);
  for (const [code, set] of sets) if (answered.has(code)) await keepSet(tx, { id: set, code, author, reach: null, at });
  return proposed && mail.state === 'applied';
}

async function keepFacts(
  tx: Db,
  { id, steps, facts }: Verdicted,
  { state, reason, ticket }: { state: InboundState; reason: string | null; ticket: number | null },
  at: Date,
): Promise<void> {
  await run(
    tx,
    `update inbound_mail set state = $2, reason = $3, steps = $4, message_id = $5, class = $6, verdict = $7, from_address = $8, from_name = $9,
            subject = $10, body = $11, quoted = $12, answers = $13, contact = $14, twin_of = $15, handled_at = $16, ticket = $17
      where id = $1`,
    [
      id,
      state,
      reason,
      JSON.stringify(steps),
      facts.messageId,
      facts.class,
      facts.verdict,
      facts.fromAddress,
      facts.fromName,
      facts.subject,
      facts.body,
      facts.quoted,
      facts.answers,
      facts.contact,
      facts.twinOf,
      at,
      ticket,
    ],
  );
}

const keep = (
  tx: Db,
  inbound: number,
  caseId: number,
  kept: { state: 'proposed' | 'applied' | 'noted'; reason: string | null; code: string | null; comment: string | null },
): Promise<number> =>
  run(tx, 'insert into inbound_case (inbound, case_id, state, reason, code, comment) values ($1, $2, $3, $4, $5, $6)', [
    inbound,
    caseId,
    kept.state,
    kept.reason,
    kept.code,
    kept.comment,
  ]);

/** The same answer to several cases is one set, which can be approved as one: its id by code. */
function setsOf({ cases }: Verdicted): Map<AnswerCode, string> {
  const said = cases.flatMap((outcome) => (outcome.do === 'answer' ? [outcome.say.code] : []));
  return new Map(said.filter((code, i) => said.indexOf(code) !== i).map((code) => [code, randomUUID()]));
}

/** A case that no longer takes what was said becomes a proposal: a person sees it. */
async function carryOut(
  tx: Db,
  { id, author }: Verdicted,
  of: Case,
  outcome: CaseOutcome,
  sets: ReadonlyMap<AnswerCode, string>,
  at: Date,
): Promise<'proposed' | 'done'> {
  const actor = author ?? CLOCK;
  const submission = submissionOf(id, of.id);
  const propose = async (reason: string, code: AnswerCode | null, comment: string | null): Promise<'proposed'> => {
    await keep(tx, id, of.id, { state: 'proposed', reason, code, comment });
    await addTask(tx, of.id, 'message', at);
    return 'proposed';
  };
  switch (outcome.do) {
    case 'answer': {
      const { say } = outcome;
      const more = { cause: null, plannedOn: null, author: actorKey(actor), submission };
      const set = sets.get(say.code) ?? null;
      const told = await answerLocked(tx, of, { ...say, ...more, set }, { side: 'supplier', actor }, at);
      if (!told.ok) return propose('too_late', say.code, say.comment);
      await keep(tx, id, of.id, { state: 'applied', reason: null, code: say.code, comment: say.comment });
      return 'done';
    }
    case 'message':
      await addMessage(tx, { caseId: of.id, author: actor, text: outcome.text, via: 'mail', submission, at });
      return propose(outcome.propose, outcome.code, outcome.text);
    case 'propose':
      return propose(outcome.reason, outcome.code, outcome.comment);
    case 'note':
      await keep(tx, id, of.id, { state: 'noted', reason: outcome.reason, code: null, comment: null });
      return 'done';
  }
}

/** Names what one mail says of one case: it is said once. */
export const submissionOf = (inbound: number, caseId: number): Buffer =>
  createHash('sha256').update(`inbound.v1.${inbound}/${caseId}`).digest();
