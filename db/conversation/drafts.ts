import { z } from 'zod';
import { type Db, firstRow, run } from '../query';

const Draft = z.object({ fields: z.record(z.string(), z.string()), savedAt: z.date() });
export type Draft = z.output<typeof Draft>;
/** What a draft is about: the number of a case, or the answer to several of a letter. */
export type DraftScope = string;
export const LETTER_SCOPE: DraftScope = 'letter';

export const saveDraft = (
  db: Db,
  tokenHash: Buffer,
  scope: DraftScope,
  fields: Record<string, string>,
  at: Date,
): Promise<number> =>
  run(
    db,
    `insert into draft (token_hash, scope, fields, saved_at) values ($1, $2, $3, $4)
     on conflict (token_hash, scope) do update set fields = excluded.fields, saved_at = excluded.saved_at`,
    [tokenHash, scope, JSON.stringify(fields), at],
  );

/** SQL: links of the same person as link $1, who may have had several letters about a case. */
const SAME_PERSON = `select o.token_hash from link l join link o on o.contact is not distinct from l.contact and o.guest is not distinct from l.guest
                      where l.token_hash = $1`;

/** The newest draft of whoever holds this link, also by another of their letters: a lost mail does not lose it. */
export const findDraft = (db: Db, tokenHash: Buffer, scope: DraftScope): Promise<Draft | null> =>
  firstRow(
    db,
    Draft,
    `select fields, saved_at as "savedAt" from draft
      where scope = $2 and (token_hash = $1 or $2 <> '${LETTER_SCOPE}') and token_hash in (${SAME_PERSON}) order by saved_at desc limit 1`,
    [tokenHash, scope],
  );

/** Once it was sent, or thrown away. */
export const dropDrafts = (db: Db, tokenHash: Buffer, scopes: readonly DraftScope[]): Promise<number> =>
  run(db, `delete from draft where scope = any($2::text[]) and token_hash in (${SAME_PERSON})`, [tokenHash, scopes]);
