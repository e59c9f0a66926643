import type { Facts, Verdicted } from '../../db/inbound/verdicted';
import type { ClaimedMail } from '../../db/inbound/store';
import type { Pool } from '../../db/query';
import type { Classified } from './classify';
import type { EffectDeps } from './effect';
import type { Head } from './head';
import type { Opened, Parser } from './parser';
import type { Threaded } from './thread-of';

export interface JudgeDeps extends EffectDeps {
  pool: Pool;
  parser: Parser;
  /** Name that our own mail server signs its verdicts with; null: nobody's is believed. */
  authservId: string | null;
  /** Addresses that are ours, in lower case: mail from them has come round. */
  ours: readonly string[];
}
/** What becomes of a mail; a bounce is told to whom it concerns with it. */
export type Judged = Verdicted & { bounced: { kind: 'hard' | 'soft'; mailId: string } | null };

/** A mail on its way through the steps, with what the earlier ones have found. */
export interface Examined {
  mail: ClaimedMail;
  raw: Buffer;
  head: Head;
  facts: Facts;
  opened: Opened | null;
  classified: Classified | null;
  thread: Threaded | null;
  /** Its Message-ID was that of another mail. */
  isDoubled: boolean;
}
export type Ending = Pick<Verdicted, 'state' | 'reason'> &
  Partial<Pick<Judged, 'author' | 'files' | 'cases' | 'bounced' | 'ticket'>>;
