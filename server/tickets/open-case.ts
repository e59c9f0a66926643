import { findCaseId } from '../../db/case-deeds';
import { type PostDeps, takePost } from '../../db/ingest/post';
import { inTransaction, type Pool } from '../../db/query';
import { type CaseDraft, caseOfTicket, draftOfCase, runOfTicket } from '../../db/tickets/as-case';
import { findTicketId, linkTicket } from '../../db/tickets/deeds';
import type { ReadItem } from '../../domain/anomaly';
import { may } from '../../domain/permissions';
import { readItem } from '../../formats/anomaly-item';
import { bad } from '../verb-say';
import type { VerbRefusal, Who } from '../verb-types';

/** Whose finding it is, and by which check: nobody's program. */
const REMARK = 'user_remark';
export const REMARK_TEXT_MAX = 4000;

/** What is wrong with which data; absent: as the ticket says, null: not known. */
export interface RemarkFields {
  dataset?: string | null;
  cruise?: string | null;
  platform?: string | null;
  sensor?: string | null;
  parameter?: string | null;
  time_range?: { start: string; end: string } | null;
  text?: string | null;
}
interface Deps {
  pool: Pool;
  clock: () => Date;
  posts: PostDeps;
}

/** A ticket becomes an anomaly case by the way that every anomaly goes, and both show each other. Again: the same case. */
export async function openCase(
  { pool, clock, posts }: Deps,
  { who, number, fields }: { who: Who; number: string; fields: RemarkFields },
): Promise<{ ok: true; case: string } | VerbRefusal> {
  if (!may(who.role, 'link'))
    return { ok: false, status: 403, code: 'not_permitted', detail: 'Your role does not include opening cases.' };
  const ticket = await findTicketId(pool, number);
  const draft = ticket === null ? null : await draftOfCase(pool, ticket);
  if (ticket === null || !draft)
    return { ok: false, status: 404, code: 'unknown_ticket', detail: 'There is no ticket of this number.' };
  const stands = await caseOfTicket(pool, number);
  const fault = stands === null ? await post(posts, who, remarkOf(number, fields, draft), number) : null;
  if (fault) return fault;
  const opened = stands ?? (await caseOfTicket(pool, number));
  const caseId = opened === null ? null : await findCaseId(pool, opened);
  if (opened === null || caseId === null) return SUPPRESSED;
  await inTransaction(pool, (tx) => linkTicket(tx, ticket, { kind: 'case', other: null, caseId }, who.actor, clock()));
  return { ok: true, case: opened };
}
const SUPPRESSED: VerbRefusal = {
  ok: false,
  status: 409,
  code: 'suppressed',
  detail: 'A rule or a maintenance keeps anomalies like this one from opening a case.',
  allowed: [],
};

const knownOf = ({ cruise, platform, datasets }: CaseDraft): RemarkFields => ({
  cruise,
  platform,
  dataset: datasets.length === 1 ? (datasets[0] ?? null) : null,
});

/** One remark is one anomaly, whatever else is said of the same stretch of data. */
function remarkOf(number: string, fields: RemarkFields, draft: CaseDraft): ReadItem {
  const { text = draft.text, time_range: range, ...about } = fields;
  const posted = {
    source: REMARK,
    check: REMARK,
    dedup_key: number,
    ...knownOf(draft),
    ...about,
    ...(range ? { time_range: range } : { locus: number }),
    message: text?.slice(0, REMARK_TEXT_MAX) ?? null,
  };
  const said = Object.entries(posted).filter(([, value]) => value !== null);
  return readItem(Object.fromEntries(said), { index: 0, line: null });
}

/** The owner is the ticket: whoever says it again, it is the same run. What it then says otherwise is not taken. */
async function post(posts: PostDeps, { actor }: Who, item: ReadItem, number: string): Promise<VerbRefusal | null> {
  if (!item.ok) return bad(item.error.code, item.error.pointer ?? '/dataset', item.error.detail);
  async function* items(): AsyncGenerator<ReadItem> {
    yield item;
  }
  const head = {
    id: runOfTicket(number),
    owner: runOfTicket(number),
    apiKey: null,
    format: 'ticket',
    source: REMARK,
    dataset: null,
    dataVersion: null,
    complete: false,
  };
  await takePost(posts, head, actor, { items: items(), truncated: () => false, checks: () => [] });
  return null;
}
