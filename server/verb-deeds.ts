import { answerLocked } from '../db/answers';
import { addApproval, findCaseId, isActivePerson, moveBack, moveInto, setAssignee } from '../db/case-deeds';
import { readCases } from '../db/case-row';
import { tell } from '../db/cases';
import { nextChoice } from '../db/contacts';
import { revokeLinks } from '../db/links';
import { answersFor, neededBy, OUTCOMES, type Outcome } from '../domain/answer';
import { type CaseEvent, isOver } from '../domain/case';
import { instant } from '../domain/instant';
import type { Verb } from '../domain/permissions';
import { actorKey, worst } from '../domain/words';
import { reroute } from './verb-reroute';
import { bad, missing, say } from './verb-say';
import type { Deed, Doing, VerbRefusal } from './verb-types';

const plain =
  (event: CaseEvent, visibility: 'public' | 'internal' = 'internal'): Deed =>
  (doing) =>
    say(doing, event, { visibility });

const assign: Deed = async (doing) => {
  const { tx, of, who, body } = doing;
  const to = body.to ?? (who.actor.kind === 'person' ? who.actor.id : undefined);
  if (to === undefined) return missing('to', 'Say to whom.');
  if (!(await isActivePerson(tx, to))) return bad('unknown_person', '/to', 'There is nobody active of this code.');
  await setAssignee(tx, of.id, to);
  return say(doing, { type: 'assign' }, { data: { assignee: to } });
};

const note: Deed = async (doing) =>
  doing.body.comment ? say(doing, { type: 'note' }) : missing('comment', 'A note needs words.');

const reply: Deed = async (doing) =>
  doing.body.comment
    ? say(doing, { type: 'reply' }, { visibility: 'public' })
    : missing('comment', 'A message needs words.');

const snooze: Deed = async (doing) => {
  const { until } = doing.body;
  if (until === undefined) return missing('until', 'Say until when.');
  const at = instant(until);
  if (at === null) return bad('bad_instant', '/until', 'It must be a real RFC 3339 date, or date and time.');
  return say(doing, { type: 'snooze', until: new Date(at) }, { data: { until: at } });
};

/** On a contact's behalf, by telephone: who takes the call is the author. */
const answer: Deed = async ({ tx, of, who: { actor }, body, file, at, set }) => {
  const code = body.answer;
  if (code === undefined) return missing('answer', 'Say which answer was given.');
  if (!answersFor(of.about.family).includes(code))
    return bad('answer_not_offered', '/answer', `This answer is not offered for ${of.about.family} cases.`);
  const trouble = troubleOfAnswer(body, file !== null, at);
  if (trouble) return trouble;
  const given = {
    code,
    cause: body.cause ?? null,
    comment: body.comment ?? null,
    plannedOn: body.planned_on ?? null,
    file: file && { sha256: Buffer.from(file.sha256, 'hex'), name: file.name },
    corrections: file?.corrections ?? null,
    author: actorKey(actor),
    submission: null,
    set,
  };
  return answerLocked(tx, of, given, { side: 'desk', actor }, at);
};

function troubleOfAnswer(body: Doing['body'], hasFile: boolean, at: Date): VerbRefusal | null {
  if (body.planned_on !== undefined && !isDay(body.planned_on))
    return bad('bad_day', '/planned_on', 'It must be a real day, YYYY-MM-DD.');
  const need = body.answer && neededBy(body.answer);
  if (need === 'file' && !hasFile)
    return bad(
      'file_needed',
      '/answer',
      'Corrected data need their file: give it on the supplier’s page or in the console.',
    );
  if (need === 'comment' && !body.comment) return missing('comment', 'Say what the supplier wants to know.');
  if (need === 'planned_on' && body.planned_on === undefined)
    return missing('planned_on', 'Say on which day to ask again.');
  if (need === 'planned_on' && String(body.planned_on) < at.toISOString().slice(0, 10))
    return bad('day_in_past', '/planned_on', 'It must not lie in the past.');
  return null;
}
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && instant(text) !== null;

const isOld = ({ of, body }: Doing): boolean =>
  body.answer_version !== undefined && of.facts.answer !== null && body.answer_version !== of.facts.answer.version;

const approve: Deed = async (doing) => {
  const { tx, of, who, body, at } = doing;
  const version = body.answer_version ?? of.facts.answer?.version ?? 0;
  const approver = actorKey(who.actor);
  const told = await say(doing, { type: 'approve', version, approver }, { data: { version } });
  if (told.ok) await addApproval(tx, of.id, version, approver, at);
  return told;
};

const reject: Deed = async (doing) => {
  if (isOld(doing)) return { ok: false, refusal: 'stale_answer', case: doing.of, allowed: [] };
  const comment = doing.body.comment ?? doing.body.reason;
  if (!comment) return missing('comment', 'Say to the supplier what is wrong with the answer.');
  return say({ ...doing, body: { ...doing.body, comment } }, { type: 'reject' }, { visibility: 'public' });
};

const escalate: Deed = async (doing) => {
  const next = await nextChoice(doing.tx, doing.of, doing.at);
  return say(
    doing,
    { type: 'escalate', next: next && String(next.contact.id) },
    { data: { contact: next?.contact.id ?? null }, ...(next && { contactWhy: next.why }) },
  );
};

const isOutcome = (text: string): text is Outcome => OUTCOMES.some((outcome) => outcome === text);
const close: Deed = async (doing) => {
  const reason = doing.body.reason ?? doing.of.facts.outcome ?? 'no_action';
  if (!isOutcome(reason)) return bad('unknown_value', '/reason', `It must be one of ${OUTCOMES.join(', ')}.`);
  return say(doing, { type: 'close', outcome: reason }, { data: { outcome: reason } });
};

const revokeLink: Deed = async (doing) => {
  const told = await say(doing, { type: 'revoke_link' });
  if (told.ok) await revokeLinks(doing.tx, doing.of.id, doing.at);
  return told;
};

/** The survivor was locked together with this case. */
const merge: Deed = async (doing) => {
  const { tx, of, body, who, at } = doing;
  if (body.into === undefined) return missing('into', 'Say into which case.');
  const id = await findCaseId(tx, body.into);
  if (id === null) return bad('unknown_case', '/into', 'There is no case of this number.');
  const [into] = await readCases(tx, [id], true);
  if (!into || id === of.id || isOver(into.facts.phase))
    return bad('cannot_take', '/into', 'A case is merged into another one that is open.');
  const told = await say(doing, { type: 'merge' }, { data: { into: into.number } });
  if (!told.ok) return told;
  await moveInto(tx, of, into);
  const grown = { type: 'grow', severity: worst(of.facts.severity, into.facts.severity) } as const;
  const heard = await tell(tx, into.id, {
    event: grown,
    side: 'pipeline',
    actor: who.actor,
    at,
    data: { merged: of.number },
  });
  return !heard || heard.ok ? told : heard;
};

const split: Deed = async (doing) => {
  const told = await say(doing, { type: 'split' });
  if (!told.ok) return told;
  const from = await moveBack(doing.tx, doing.of.id);
  return from === null ? { ok: false, refusal: 'not_now', case: doing.of, allowed: [] } : told;
};

export const DEEDS: Record<Verb, Deed> = {
  send: plain({ type: 'send' }, 'public'),
  dismiss: plain({ type: 'dismiss' }),
  remind: plain({ type: 'remind' }, 'public'),
  resend: plain({ type: 'resend' }, 'public'),
  reopen: plain({ type: 'reopen' }),
  assign,
  note,
  snooze,
  answer,
  reroute,
  approve,
  reject,
  escalate,
  close,
  merge,
  split,
  'revoke-link': revokeLink,
  reply,
};
