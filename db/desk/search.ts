import { z } from 'zod';
import { ACCESS_RULES } from '../../domain/access';
import { type Db, rows } from '../query';

/** What words are looked for in, in the console. */
export const SEARCHED = ['ticket', 'case', 'cruise'] as const;
export type Searched = (typeof SEARCHED)[number];

/** Every word, each once, and what the indexes are asked for it; a subject is found when it holds every word somewhere. */
const TERMS = `with term as materialized (
  select word, search_query(word) as query from (
    select distinct unnest(string_to_array(trim(search_fold($1)), ' ')) as word limit 8) words where word <> '')`;
const ALL_TERMS = '(select count(*) from term)';

const IN_CASE = `
  select t.word, m.case_id as id from term t join message m on search_words(m.text) @@ t.query where m.case_id is not null
  union all
  select t.word, a.case_id from term t join answer a on a.comment is not null and search_words(a.comment) @@ t.query
  union all
  select t.word, c.id from term t join anomaly_case c
      on concat_ws(' ', c.number, c.check_code, c.parameter, c.platform, c.sensor, c.supplier, c.cruise, c.dataset) ilike '%' || t.word || '%'
  union all
  select t.word, c.id from term t join platform p on strpos(search_fold(p.name), t.word) > 0 join anomaly_case c on c.platform = p.code
  union all
  select t.word, c.id from term t join supplier s on strpos(search_fold(s.name), t.word) > 0 join anomaly_case c on c.supplier = s.code
  union all
  select t.word, c.id from term t join sensor n on strpos(search_fold(n.name), t.word) > 0 join anomaly_case c on c.sensor = n.code
  union all
  select t.word, c.id from term t join cruise k on strpos(search_fold(k.name), t.word) > 0 join anomaly_case c on c.cruise = k.code`;

const IN_TICKET = `
  select t.word, m.ticket as id from term t join ticket_message m on search_words(m.text) @@ t.query where m.erased_at is null
  union all
  select t.word, k.id from term t join ticket k on search_words(coalesce(k.subject, '')) @@ t.query
  union all
  select t.word, k.id from term t join ticket k on k.number ilike '%' || t.word || '%'
  union all
  select t.word, k.id from term t join requester r on search_words(coalesce(r.name, '') || ' ' || r.email) @@ t.query join ticket k on k.requester = r.id
  union all
  select t.word, g.ticket from term t join ticket_tag g on strpos(search_fold(g.tag), t.word) > 0`;

export interface PageOf {
  limit: number;
  /** Only what is older than this id. */
  before: number | null;
}
const Id = z.object({ id: z.number() });
const idsIn = (hits: string, subject: string) => async (db: Db, q: string, page: PageOf) => {
  const found = await rows(
    db,
    Id,
    `${TERMS}, hit as (${hits})
     select h.id from hit h join ${subject} s on s.id = h.id
      where s.number is not null and ($2::bigint is null or h.id < $2)
      group by h.id having count(distinct h.word) = ${ALL_TERMS} order by h.id desc limit $3`,
    [q, page.before, page.limit],
  );
  return found.map(({ id }) => id);
};
/** The newest tickets in whose subject, conversation, notes, tags or requester every word of `q` stands. */
export const searchTickets = idsIn(IN_TICKET, 'ticket');
/** The newest cases in whose codes, names, answers and conversation every word of `q` stands. */
export const searchCases = idsIn(IN_CASE, 'anomaly_case');

const Cruise = z.object({
  code: z.string(),
  name: z.string(),
  doi: z.string().nullable(),
  platform: z.string().nullable(),
  startAt: z.date().nullable(),
  endAt: z.date().nullable(),
  access: z.enum(ACCESS_RULES),
  moratoriumUntil: z.string().nullable(),
});
export type FoundCruise = z.output<typeof Cruise>;
const CRUISE_WORDS = `search_words(k.code || ' ' || k.name || ' ' || coalesce(k.doi, '') || ' ' || coalesce(k.chief_scientist, '') || ' ' || coalesce(k.laboratory, ''))`;
/** Cruises in whose code, name, DOI, platform, chief scientist or laboratory every word stands, the latest first. */
export const searchCruises = (db: Db, q: string, limit: number): Promise<FoundCruise[]> =>
  rows(
    db,
    Cruise,
    `${TERMS}, hit as (
       select t.word, k.code from term t join cruise k on ${CRUISE_WORDS} @@ t.query
       union all
       select t.word, k.code from term t join platform p on strpos(search_fold(p.code || ' ' || p.name), t.word) > 0 join cruise k on k.platform = p.code)
     select k.code, k.name, k.doi, coalesce(p.name, k.platform) as platform, k.start_at as "startAt", k.end_at as "endAt",
            coalesce(k.access_rule, s.value) as access, k.moratorium_until as "moratoriumUntil"
       from cruise k left join platform p on p.code = k.platform join setting s on s.code = 'default_access'
      where k.code in (select code from hit group by code having count(distinct word) = ${ALL_TERMS})
      order by k.start_at desc nulls last, k.code limit $2`,
    [q, limit],
  );
