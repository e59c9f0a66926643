import type { Person } from '../../../db/people';
import type { Db } from '../../../db/query';
import type { SentFile } from '../../../db/requester/deeds';
import type { Translate } from '../../../web/words';
import type { Who } from '../../verb-types';
import type { ConsoleDeed } from './deeds';

/** A form of the ticket's page as it was sent. */
export interface Command {
  number: string;
  verb: ConsoleDeed;
  person: Person;
  fields: Readonly<Record<string, string>>;
  /** Every value of fields that are ticked several times. */
  ticked: (name: string) => readonly string[];
  /** Stored already; they go with the reply. */
  files: readonly SentFile[];
}

/** What each step of a command is given. */
export interface Doing {
  tx: Db;
  who: Who;
  at: Date;
  command: Command;
  t: Translate;
}
