import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { findSummary } from '../../../db/case-list';
import { topicNames } from '../../../db/desk/topics';
import { inTransaction } from '../../../db/query';
import { linkTicket } from '../../../db/tickets/deeds';
import { openTicket } from '../../../db/tickets/open';
import { TICKET_TYPES } from '../../../domain/ticket/words';
import { LANGUAGES } from '../../../domain/words';
import type { FieldFault } from '../../../web/console/layout';
import { NewTicketPage, SPOKEN } from '../../../web/console/tickets/new-ticket';
import { page } from '../../../web/html';
import { type Translate, translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { fieldsOf } from '../form';
import { actorOf } from '../registers';
import { needDeed, personOf, shellOf } from '../session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** An assistant writes down a telephone call or a visit; it may come from a case, and is linked to it. */
export const newTicketPages = (deps: Deps): Router =>
  Router()
    .get('/tickets/new', needDeed('note'), async (req, res) => {
      const number = typeof req.query['case'] === 'string' ? req.query['case'].toUpperCase() : '';
      await show(deps, req, res, { case: number }, []);
    })
    .post('/tickets/new', needDeed('note'), (req, res) => open(deps, req, res));

async function show(
  { pool }: Deps,
  req: Request,
  res: Response,
  filled: Record<string, string>,
  faults: FieldFault[],
): Promise<void> {
  const [topics, of] = await Promise.all([
    topicNames(pool, personOf(res).language),
    filled['case'] ? findSummary(pool, filled['case']) : null,
  ]);
  const shown = { types: TICKET_TYPES, topics, filled, faults, fromCase: of?.number ?? null };
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(page(NewTicketPage({ ...shellOf(req, res), ...shown })));
}

const said = (max: number) => z.string().trim().max(max);
const Typed = z.object({
  channel: z.enum(SPOKEN),
  email: said(300).pipe(z.email()),
  name: said(300).default(''),
  language: z.enum(LANGUAGES),
  type: z.enum(TICKET_TYPES),
  topic: said(100).default(''),
  subject: said(300).default(''),
  text: said(20_000).min(1),
});
const FAULT: Readonly<Record<string, Parameters<Translate>[0]>> = {
  email: 'newTicket.badEmail',
  text: 'ticket.needText',
};

async function open(deps: Deps, req: Request, res: Response): Promise<void> {
  const fields = fieldsOf(req);
  const t = translator(personOf(res).language);
  const parsed = Typed.safeParse(fields);
  if (!parsed.success) {
    const wrong = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
    const faults = wrong.map((field) => ({ field, text: t(FAULT[field] ?? 'refused.needChoice') }));
    return show(deps, req, res, fields, faults);
  }
  const { email, name, language, topic, subject, text, ...typed } = parsed.data;
  const topics = await topicNames(deps.pool, language);
  const of = fields['case'] ? await findSummary(deps.pool, fields['case']) : null;
  const [actor, at] = [actorOf(res), deps.clock()];
  const { number } = await inTransaction(deps.pool, async (tx) => {
    const opened = await openTicket(tx, {
      ...typed,
      topic: topics.find(({ code }) => code === topic)?.code ?? null,
      cruise: of?.cruise ?? null,
      subject: subject || null,
      text: text.replaceAll('\r\n', '\n'),
      requester: { email, name: name || null, language, organisation: null },
      ...(fields['take'] === 'yes' && { assignee: personOf(res).code }),
      actor,
      at,
    });
    if (of) await linkTicket(tx, opened.id, { kind: 'case', other: null, caseId: of.id }, actor, at);
    return opened;
  });
  res.redirect(303, `/tickets/${number}?done=ticket-open`);
}
