import { z } from 'zod';
import { TICKET_VERBS } from '../../domain/permissions';
import { CLOCK_KINDS, CLOCK_STATES } from '../../domain/sla/clock';
import {
  CHANNELS,
  GRADES,
  PRIORITIES,
  TICKET_LEVELS,
  TICKET_STATES,
  TICKET_TYPES,
  VISIBILITIES,
  WAIT_REASONS,
} from '../../domain/ticket/words';
import { PageQuery } from '../api/cases';
import { RemarkBody } from '../api/tickets/open-case';
import { TicketsQuery } from '../api/tickets/read';
import { NewTicketFields, TicketMessageFields, TicketVerbFields } from '../api/tickets/write';
import { EventAnswer, listOf } from './answers';
import type { Described } from './described';

const text = z.string().nullable();
const Instant = z.iso.datetime();
const instant = Instant.nullable();

const stand = {
  number: z.string().meta({ example: 'T-2026-00093' }),
  state: z.enum(TICKET_STATES),
  type: z.enum(TICKET_TYPES),
  priority: z.enum(PRIORITIES),
  topic: text,
  level: z.enum(TICKET_LEVELS),
  assignee: text,
  waiting: z.array(z.enum(WAIT_REASONS)).meta({ description: 'The clocks stand still until none is left.' }),
  tags: z.array(z.string()),
  opened_at: Instant,
  due: z.enum(CLOCK_KINDS).nullable().meta({ description: 'Which promise to the requester runs out first.' }),
  due_at: instant,
  breached: z.boolean(),
  allowed: z.array(z.enum(TICKET_VERBS)).meta({ description: 'Verbs that are possible now.' }),
};
const Link = z.strictObject({
  kind: z.enum(['related', 'merged', 'split', 'case']),
  number: z.string(),
  direction: z.enum(['to', 'from']),
});
export const TicketStandAnswer = z.strictObject({ ...stand, links: z.array(Link) }).meta({ id: 'TicketStand' });
const summary = {
  ...stand,
  subject: text,
  requester: z
    .strictObject({ email: z.string(), name: text })
    .nullable()
    .meta({ description: 'For staff; a service is told null.' }),
};
export const TicketAnswer = z.strictObject(summary).meta({ id: 'Ticket' });
const Clock = z
  .strictObject({
    kind: z.enum(CLOCK_KINDS),
    state: z.enum(CLOCK_STATES),
    target_minutes: z.number().meta({ description: 'Of working time.' }),
    left_minutes: z.number().meta({ description: 'Of working time, when it last changed.' }),
    started_at: Instant,
    due_at: instant.meta({ description: 'Null while it stands still.' }),
    ended_at: instant,
    breached_at: instant,
    paused_for: z.array(z.string()),
  })
  .meta({ id: 'Clock' });
const Message = z.strictObject({
  id: z.int(),
  side: z.enum(['requester', 'desk', 'external', 'machine']),
  visibility: z.enum(VISIBILITIES),
  channel: z.enum(CHANNELS),
  author: z.string(),
  at: Instant,
  text: z.string(),
  quoted: text,
  delivery: text.meta({ description: 'State of the mail that carries it.' }),
  files: z.array(z.strictObject({ name: z.string(), size: z.int(), trouble: text, url: text })),
});
export const FullTicket = z
  .strictObject({
    ...summary,
    impact: z.enum(GRADES),
    urgency: z.enum(GRADES),
    priority_reason: text,
    language: z.enum(['fr', 'en']),
    merged_into: text,
    clocks: z.array(Clock),
    messages: z.array(Message),
    links: z.array(Link),
    watchers: z.array(z.string()),
  })
  .meta({ id: 'FullTicket' });
export const TicketEventAnswer = EventAnswer.omit({ case: true }).meta({ id: 'TicketEvent' });

const json = (schema: z.ZodType): Record<string, z.ZodType> => ({ 'application/json': schema });
const number = z.object({ number: z.string().meta({ example: 'T-2026-00093' }) });
const reads = ['read', 'desk'];

export const tickets: Described[] = [
  {
    method: 'get',
    path: '/tickets',
    summary: 'List tickets, as JSON page by page or as CSV whole',
    scopes: reads,
    query: TicketsQuery,
    answer: { ...json(listOf(TicketAnswer)), 'text/csv': z.string() },
  },
  {
    method: 'post',
    path: '/tickets',
    summary: 'Open a ticket: words and where to answer to are enough',
    scopes: ['desk'],
    body: json(NewTicketFields),
    answer: json(TicketStandAnswer),
    status: 201,
  },
  {
    method: 'get',
    path: '/tickets/{number}',
    summary: 'A ticket with its promises, messages and links',
    scopes: reads,
    params: number,
    answer: json(FullTicket),
  },
  {
    method: 'get',
    path: '/tickets/{number}/events',
    summary: 'What happened to it',
    scopes: reads,
    params: number,
    query: PageQuery,
    answer: json(listOf(TicketEventAnswer)),
  },
  {
    method: 'get',
    path: '/tickets/{number}/files/{id}',
    summary: 'A file that came with a message',
    scopes: reads,
    params: number.extend({ id: z.int().min(1) }),
    answer: { 'application/octet-stream': z.string().meta({ format: 'binary' }) },
  },
  {
    method: 'post',
    path: '/tickets/{number}/messages',
    summary: 'Answer the requester, or note something for colleagues',
    scopes: ['desk'],
    params: number,
    body: json(TicketMessageFields),
    answer: json(TicketStandAnswer),
  },
  {
    method: 'post',
    path: '/tickets/{number}/open-case',
    summary: 'Make a remark on data an anomaly case, linked to the ticket; again it is the same case',
    scopes: ['desk'],
    params: number,
    body: json(RemarkBody),
    isBodyOptional: true,
    answer: json(TicketStandAnswer),
  },
  {
    method: 'post',
    path: '/tickets/{number}/{verb}',
    summary: 'Say a verb of a ticket; 409 names those that are possible now',
    scopes: ['desk'],
    params: number.extend({ verb: z.enum(TICKET_VERBS) }),
    body: json(TicketVerbFields),
    isBodyOptional: true,
    answer: json(TicketStandAnswer),
  },
];
