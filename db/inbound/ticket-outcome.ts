import type { WaitReason } from '../../domain/ticket/words';
import type { Language } from '../../domain/words';

export interface Writer {
  email: string;
  name: string | null;
}
/** What staff asks for by mail, read and resolved. */
export type StaffDeed =
  | { do: 'answer'; text: string }
  | { do: 'note'; text: string }
  | { do: 'wait'; reason: WaitReason }
  | { do: 'close' }
  | { do: 'to'; name: string };

/** What follows from a mail for the desk. */
export type TicketOutcome =
  | {
      do: 'open';
      subject: string | null;
      text: string;
      quoted: string | null;
      requester: Writer & { language: Language };
      /** No confirmation may be written. */
      silent: boolean;
      /** A ticket that it may be a reply to. */
      near: number | null;
      /** What somebody of staff wrote when passing it on, for colleagues alone. */
      passedOn: { by: string; note: string } | null;
    }
  | { do: 'say'; ticket: number; from: Writer; text: string; quoted: string | null }
  | { do: 'external'; ticket: number; text: string; quoted: string | null; foreign: string | null }
  /** What a machine wrote: it is seen with the ticket and changes nothing. */
  | { do: 'note'; ticket: number; text: string; foreign: string | null }
  | { do: 'staff'; ticket: number; by: string; deeds: readonly StaffDeed[] }
  /** Somebody looks at it: nobody knows for certain who wrote it, or what they want. */
  | { do: 'hold'; ticket: number };
