import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { CASE_SORTS, type CaseFilter, type CaseSummary, findSummary, listCases, TURNS } from '../../db/case-list';
import { anomaliesOf, answersOf, contactOfCase, decisionsOf, messagesOf, tasksOf } from '../../db/case-view';
import { type CorrectionReport, correctionsOf, type FileReference, referencesOf } from '../../db/corrections/store';
import { feedOfCase } from '../../db/feed';
import { readEpoch } from '../../db/events';
import { PHASES } from '../../domain/case';
import { csvLine } from '../../domain/csv';
import { eventId } from '../../domain/webhook-event';
import { callerOf, needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsedQuery } from '../json';
import { hidesFor, toldAnomaly } from './anomaly-view';
import { CSV_COLUMNS, csvCells, shownCase } from './case-wire';
import { why } from './case-why';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

const code = z.string().min(1).max(200).optional();
export const CasesQuery = z.strictObject({
  phase: z.enum(PHASES).optional(),
  turn: z.enum(TURNS).optional(),
  supplier: code,
  platform: code,
  cruise: code,
  source: code,
  assignee: code,
  q: code,
  sort: z.enum(CASE_SORTS).optional(),
  limit: Limit,
  cursor: Cursor,
});
export const PageQuery = z.strictObject({ limit: Limit, cursor: Cursor });
const Place = z.object({ key: z.string().max(100), id: z.number().int() });

/** Cases for scripts: what the console shows, as JSON or CSV. */
export const caseRoutes = (deps: Deps): Router =>
  Router()
    .get('/cases', needScope('read', 'desk', 'decide'), (req, res) => sendList(deps, req, res))
    .get('/cases/:number', needScope('read', 'desk', 'decide'), async (req, res) => {
      res.json(await fullCase(deps, res, await caseOf(deps, req)));
    })
    .get('/cases/:number/anomalies', needScope('read', 'desk', 'decide'), (req, res) => sendAnomalies(deps, req, res))
    .get('/cases/:number/events', needScope('read', 'desk', 'decide'), (req, res) => sendEvents(deps, req, res))
    .get('/cases/:number/why', needScope('read', 'desk', 'decide'), async (req, res) => {
      res.json(await why(deps, await caseOf(deps, req)));
    });

/** The case that the address names, or 404. */
export async function caseOf({ pool }: Deps, req: Request): Promise<CaseSummary> {
  const found = await findSummary(pool, String(req.params['number']));
  if (!found) throw problem(404, 'unknown_case', 'There is no case of this number.');
  return found;
}

const CSV_PAGE = 1000;
const CSV_ROWS_MAX = 1_000_000;

async function sendList({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const { limit, cursor, sort = 'newest', ...filter } = parsedQuery(CasesQuery, req);
  const { role } = callerOf(res);
  const after = decodeCursor(Place, cursor);
  res.vary('Accept');
  if (req.accepts(['json', 'csv']) === 'csv') {
    res.type('text/csv; charset=utf-8').attachment('cases.csv').write(csvLine(CSV_COLUMNS));
    for await (const of of everyCase(pool, filter)) res.write(csvLine(csvCells(shownCase(of, role))));
    res.end();
    return;
  }
  const { items, next } = await listCases(pool, filter, { sort, limit, after });
  res.json({ items: items.map((of) => shownCase(of, role)), next: next && encodeCursor(next) });
}

async function* everyCase(pool: Deps['pool'], filter: CaseFilter): AsyncGenerator<CaseSummary> {
  let after: Awaited<ReturnType<typeof listCases>>['next'] = null;
  for (let sent = 0; sent < CSV_ROWS_MAX; sent += CSV_PAGE) {
    const page = await listCases(pool, filter, { limit: CSV_PAGE, after });
    yield* page.items;
    after = page.next;
    if (!after) return;
  }
}

/** With what was said and decided: answers newest first, decisions with their receipts. */
export async function fullCase({ pool, clock }: Deps, res: Response, of: CaseSummary) {
  const [contact, answers, decisions, messages, tasks, corrections, references] = await Promise.all([
    contactOfCase(pool, of.id),
    answersOf(pool, of.id),
    decisionsOf(pool, of.id),
    messagesOf(pool, of.id),
    tasksOf(pool, of.id),
    correctionsOf(pool, of.id),
    referencesOf(pool, of.id),
  ]);
  const hidden = await hidesFor({ pool, clock }, res, [of.id]);
  const isStaff = callerOf(res).role !== null;
  return {
    ...shownCase(of, callerOf(res).role),
    contact: contact && (isStaff ? contact : { code: contact.code, role: contact.role, why: contact.why }),
    answers: answers.map((a) => ({
      version: a.version,
      answer: a.code,
      cause: a.cause,
      comment: a.comment,
      planned_on: a.plannedOn,
      file:
        a.fileName === null || hidden.size > 0
          ? null
          : { name: a.fileName, size: a.fileSize, url: fileUrl(of.number, a.version) },
      correction: correctionOf(of.number, hidden.size > 0 ? undefined : corrections.find(isOf(a))),
      reference: referenceOf(hidden.size > 0 ? undefined : references.find(isOf(a))),
      author: a.author,
      at: a.at,
      approvals: a.approvals,
    })),
    decisions: decisions.map((d) => ({
      id: d.id,
      outcome: d.outcome,
      answer: d.answer,
      answer_version: d.version,
      approved_by: d.approvedBy,
      at: d.at,
      receipt: d.receipt,
      receipt_at: d.receiptAt,
      data_version: d.dataVersion,
      comment: d.receiptComment,
    })),
    messages: messages.filter(({ visibility }) => isStaff || visibility === 'public'),
    tasks: tasks.map(({ code: task, createdAt, doneAt }) => ({ code: task, created_at: createdAt, done_at: doneAt })),
  };
}
const isOf =
  ({ version }: { version: number }) =>
  (other: { version: number }): boolean =>
    other.version === version;
const correctionOf = (number: string, of: CorrectionReport | undefined) =>
  of
    ? {
        rows: of.rows,
        failing: of.failing,
        findings: of.counts,
        url: `/api/v1/cases/${number}/corrections/${of.version}`,
      }
    : null;
const referenceOf = (of: FileReference | undefined) => (of ? { url: of.url, sha256: of.sha256, size: of.size } : null);
const fileUrl = (number: string, version: number): string => `/api/v1/cases/${number}/answers/${version}/file`;

async function sendAnomalies(deps: Deps, req: Request, res: Response): Promise<void> {
  const { limit, cursor } = parsedQuery(PageQuery, req);
  const of = await caseOf(deps, req);
  const found = await anomaliesOf(deps.pool, of.id, limit + 1, decodeCursor(z.number(), cursor) ?? 0);
  const items = found.slice(0, limit);
  const hidden = await hidesFor(deps, res, [of.id]);
  res.json({
    items: items.map((row) => toldAnomaly({ ...row, case: of.number }, hidden.has(of.id))),
    next: found.length > limit ? encodeCursor(items.at(-1)?.id) : null,
  });
}

async function sendEvents(deps: Deps, req: Request, res: Response): Promise<void> {
  const { limit, cursor } = parsedQuery(PageQuery, req);
  const of = await caseOf(deps, req);
  const skip = decodeCursor(z.number().int().min(0), cursor) ?? 0;
  const [{ epoch }, found] = await Promise.all([readEpoch(deps.pool), feedOfCase(deps.pool, of.id, limit + 1, skip)]);
  res.json({
    items: found.slice(0, limit).map(({ position, ...event }) => ({
      id: position === null ? null : eventId(epoch, position),
      ...event,
    })),
    next: found.length > limit ? encodeCursor(skip + limit) : null,
  });
}
