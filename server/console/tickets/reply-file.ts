import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { SentFile } from '../../../db/requester/deeds';
import type { FieldFault } from '../../../web/console/layout';
import type { KeptFile } from '../../../web/console/tickets/reply-box';
import type { Translate } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { keptFiles } from '../../kept-files';
import { uploadsOf } from '../form';

export interface ReplyFiles {
  files: SentFile[];
  /** As the page carries them on when nothing was sent yet. */
  kept: KeptFile[];
  faults: FieldFault[];
}

/** What is to go with a reply. */
export async function replyFiles(
  deps: Pick<ServerDeps, 'pool' | 'clock' | 'linkKey'>,
  res: Response,
  { number, sealed, t }: { number: string; sealed: readonly string[]; t: Translate },
): Promise<ReplyFiles> {
  const scope = createHash('sha256').update(`reply ${number}`).digest();
  const given = { scope, sealed, sent: uploadsOf(res) };
  const { files, kept, trouble } = await keptFiles<never>(deps, given, () => Promise.resolve(null));
  const why = trouble && t('reply.fileWrong', { name: trouble.name, why: t(`error.file.${trouble.code}`) });
  return {
    files,
    kept,
    faults: why === null ? [] : [{ field: 'reply-file', text: why }],
  };
}
