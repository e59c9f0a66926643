import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { authorOf, findLink } from '../links';
import { type Db, firstRow, rows } from '../query';

const Answered = z.object({
  id: z.string(),
  kind: z.string(),
  contact: z.number().nullable(),
  /** Where it was sent, and where its contact reads mail today. */
  addresses: z.array(z.string()),
});
/** A mail of ours that an inbound one answers. */
export type AnsweredMail = z.output<typeof Answered>;

const ANSWERED = `select m.id, m.kind, m.contact, array_remove(array[lower(m.to_email), lower(t.email)], null) as addresses
       from mail m left join contact t on t.id = m.contact`;

/** By the token that stands in the address to which it was sent. */
export const mailOfReply = (db: Db, replyHashes: readonly Buffer[]): Promise<AnsweredMail | null> =>
  firstRow(db, Answered, `${ANSWERED} where m.reply_hash = any($1::bytea[]) limit 1`, [replyHashes]);

/** By the ids that it names, the first that we know: one of ours, or of a mail that was itself an answer to one of ours. */
export const mailOfIds = (db: Db, ids: readonly string[]): Promise<AnsweredMail | null> =>
  firstRow(
    db,
    Answered,
    `with named as (
       select n.place, coalesce(o.id, i.answers) as mail
         from unnest($1::text[]) with ordinality as n (id, place)
         left join mail o on o.message_id = n.id
         left join lateral (select answers from inbound_mail where message_id = n.id and answers is not null order by id limit 1) i on o.id is null
     )
     select a.* from named join lateral (${ANSWERED} where m.id = named.mail) a on true order by named.place limit 1`,
    [ids],
  );

export interface ReachedCase {
  id: number;
  number: string;
  family: string;
  /** The mail's link would still take an answer about it. */
  isOpen: boolean;
}
export interface Reached {
  /** The link of the mail, while it opens something. */
  link: { hash: Buffer; author: Actor; mayAnswer: boolean; mayComment: boolean } | null;
  cases: ReachedCase[];
}
const About = z.object({ id: z.number(), number: z.string(), family: z.string() });
/** The cases of a mail of ours, with what its link may still do. */
export async function casesReached(db: Db, mail: string, at: Date): Promise<Reached> {
  const about = await rows(
    db,
    About,
    `select c.id, c.number, c.family from mail_case mc join anomaly_case c on c.id = mc.case_id where mc.mail = $1
      order by c.first_time nulls last, c.id`,
    [mail],
  );
  const link = await firstRow(
    db,
    z.object({ hash: z.instanceof(Buffer) }),
    'select token_hash as hash from link where mail = $1',
    [mail],
  );
  const found = link && (await findLink(db, link.hash, at));
  if (found?.kind !== 'alive') return { link: null, cases: about.map((of) => ({ ...of, isOpen: false })) };
  const open = new Set(found.cases.filter(({ state }) => state === 'open').map(({ id }) => id));
  return {
    link: {
      hash: link?.hash ?? Buffer.alloc(0),
      author: authorOf(found),
      mayAnswer: found.rights.includes('submit'),
      mayComment: found.rights.includes('comment'),
    },
    cases: about.map((of) => ({ ...of, isOpen: open.has(of.id) })),
  };
}

/** Cases of these numbers whose supplier has a contact of this address. */
export const casesOfSender = (db: Db, numbers: readonly string[], address: string): Promise<ReachedCase[]> =>
  rows(
    db,
    About.extend({ isOpen: z.boolean() }),
    `select c.id, c.number, c.family, false as "isOpen" from anomaly_case c
      where c.number = any($1::text[]) and exists (select from contact t where t.supplier = c.supplier and lower(t.email) = lower($2))
      order by c.id limit 20`,
    [numbers, address],
  );

const Twin = z.object({
  id: z.number(),
  body: z.string().nullable(),
  from: z.string().nullable(),
  answers: z.string().nullable(),
});
/** The first other mail of this Message-ID that somebody has looked at. */
export const twinOf = (db: Db, id: number, messageId: string): Promise<z.output<typeof Twin> | null> =>
  firstRow(
    db,
    Twin,
    `select id, body, from_address as from, answers from inbound_mail
      where message_id = $2 and id <> $1 and state not in ('stored', 'duplicate') order by id limit 1`,
    [id, messageId],
  );
