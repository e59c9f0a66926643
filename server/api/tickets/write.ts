import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { findCaseId } from '../../../db/case-deeds';
import { linkTicket } from '../../../db/tickets/deeds';
import { openTicket } from '../../../db/tickets/open';
import type { Db } from '../../../db/query';
import { may, TICKET_VERBS, type TicketVerb } from '../../../domain/permissions';
import {
  CHANNELS,
  GRADES,
  TICKET_LEVELS,
  TICKET_TYPES,
  VISIBILITIES,
  WAIT_REASONS,
} from '../../../domain/ticket/words';
import { LANGUAGES } from '../../../domain/words';
import { callerOf, needScope } from '../../auth';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { answerOnce } from '../../idempotent';
import { parsed, readJson } from '../../json';
import { performOnTicket, sayInTicket } from '../../tickets/perform';
import { Refused } from '../../verbs';
import { refusalProblem } from '../commands';
import { standAfter } from './read';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

const words = (max: number) => z.string().trim().min(1).max(max);
const code = z.string().min(1).max(200).optional();
const Comment = words(4000).optional();
const TEXT_MAX = 100_000;
const SUBJECT_MAX = 300;

/** Required are the words and where to answer to; what is missing besides is asked after. */
export const NewTicketFields = z
  .strictObject({
    text: words(TEXT_MAX),
    requester: z.strictObject({
      email: z.string().trim().max(320).pipe(z.email()),
      name: words(200).nullish(),
      language: z.enum(LANGUAGES).default('fr'),
      organisation: words(200).nullish(),
    }),
    type: z.enum(TICKET_TYPES).default('information'),
    topic: z.string().max(200).nullish().describe('One that is not known counts as none.'),
    subject: words(SUBJECT_MAX).nullish(),
    cruise: z.string().max(200).nullish(),
    channel: z.enum(CHANNELS).default('api').describe('By which way it was asked.'),
    impact: z.enum(GRADES).optional(),
    urgency: z.enum(GRADES).optional(),
    case: z.string().max(40).optional().describe('Number of a case that it is about.'),
  })
  .meta({ id: 'NewTicket' });
export const TicketMessageFields = z
  .strictObject({ text: words(TEXT_MAX), visibility: z.enum(VISIBILITIES).default('public') })
  .meta({ id: 'NewTicketMessage' });
/** Each optional unless the verb needs it. */
export const TicketVerbFields = z
  .strictObject({
    comment: Comment.describe('For colleagues; who asked does not see it.'),
    to: code.describe('A person; for `link` the number of a ticket or a case.'),
    level: z.enum(TICKET_LEVELS).optional(),
    topic: code,
    reason: z.enum(WAIT_REASONS).optional(),
    until: z.string().max(40).optional(),
    into: code,
    messages: z.array(z.int().min(1)).max(200).optional(),
    subject: words(SUBJECT_MAX).optional(),
    impact: z.enum(GRADES).optional(),
    urgency: z.enum(GRADES).optional(),
    reference: words(100).optional().describe('By which number another desk knows it.'),
    tags: z
      .array(words(40).regex(/^[^\s,;]+$/))
      .max(50)
      .optional(),
    watch: z.boolean().optional(),
  })
  .meta({ id: 'TicketVerbFields' });

const isVerb = (text: string): text is TicketVerb => TICKET_VERBS.some((verb) => verb === text);
const toProblem = (error: unknown): never => {
  throw error instanceof Refused ? refusalProblem(error.refusal) : error;
};

/** Tickets are opened, answered and moved by scripts as by people. */
export const ticketWriteRoutes = (deps: Deps): Router =>
  Router()
    .post('/tickets', needScope('desk'), (req, res) => open(deps, req, res))
    .post('/tickets/:number/messages', needScope('desk'), async (req, res) => {
      const body = parsed(TicketMessageFields, await readJson(req));
      const { actor, role } = callerOf(res);
      if (role === null && body.visibility === 'public')
        throw problem(403, 'not_permitted', 'A service answers nobody: its words are for colleagues.');
      await command(deps, req, res, body, (tx, number) =>
        sayInTicket(tx, { who: { actor, role }, number, ...body, at: deps.clock() }),
      );
    })
    .post('/tickets/:number/:verb', needScope('desk'), async (req, res) => {
      const verb = String(req.params['verb']);
      if (!isVerb(verb)) throw problem(404, 'unknown_verb', `Verbs are ${TICKET_VERBS.join(', ')}.`);
      const body = withoutEmpty(parsed(TicketVerbFields, await readJson(req, { optional: true })));
      const { actor, role } = callerOf(res);
      await command(deps, req, res, body, (tx, number) =>
        performOnTicket(tx, { who: { actor, role }, number, verb, body, at: deps.clock() }),
      );
    });

async function command(
  deps: Deps,
  req: Request,
  res: Response,
  body: unknown,
  work: (tx: Db, number: string) => Promise<unknown>,
): Promise<void> {
  const number = String(req.params['number']);
  await answerOnce(deps, req, res, body, async (tx) => {
    await work(tx, number).catch(toProblem);
    return standAfter(tx, number, res);
  });
}

async function open(deps: Deps, req: Request, res: Response): Promise<void> {
  const body = parsed(NewTicketFields, await readJson(req));
  const { actor, role } = callerOf(res);
  if (!may(role, 'note')) throw problem(403, 'not_permitted', 'Your role opens no tickets.');
  const at = deps.clock();
  const answer = async (tx: Db) => {
    const of = body.case === undefined ? null : await findCaseId(tx, body.case);
    if (body.case !== undefined && of === null)
      throw problem(422, 'unknown_case', 'There is no case of this number.', {
        errors: [{ pointer: '/case', code: 'unknown_case', detail: 'There is no case of this number.' }],
      });
    const { name = null, organisation = null, ...requester } = body.requester;
    const { topic = null, subject = null, cruise = null, impact, urgency } = body;
    const opened = await openTicket(tx, {
      type: body.type,
      channel: body.channel,
      topic,
      subject,
      cruise,
      text: body.text,
      requester: { ...requester, name, organisation },
      ...(impact && { impact }),
      ...(urgency && { urgency }),
      actor,
      at,
    });
    if (of !== null) await linkTicket(tx, opened.id, { kind: 'case', other: null, caseId: of }, actor, at);
    return standAfter(tx, opened.number, res);
  };
  await answerOnce(deps, req, res, body, answer, 201);
}

/** An absent field is absent, not undefined. */
export const withoutEmpty = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  // Safe: entries without a value are what is left out.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
