import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { SentFile } from '../../../db/requester/deeds';
import { sealFile, unsealFile } from '../../../domain/link';
import type { FieldFault } from '../../../web/console/layout';
import type { KeptFile } from '../../../web/console/tickets/reply-box';
import type { Translate } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { fileTrouble, keepFile } from '../../uploads';
import { uploadOf } from '../form';

export interface ReplyFile {
  file: SentFile | null;
  /** As the page carries it on when nothing was sent yet. */
  kept: KeptFile | null;
  faults: FieldFault[];
}

/** What is to go with a reply: a file that came now, stored at once so that it never comes twice, else the one an earlier page kept. */
export async function replyFile(
  { pool, clock, linkKey }: Pick<ServerDeps, 'pool' | 'clock' | 'linkKey'>,
  res: Response,
  { number, sealed, t }: { number: string; sealed: string; t: Translate },
): Promise<ReplyFile> {
  const scope = createHash('sha256').update(`reply ${number}`).digest();
  const before = sealed === '' ? null : unsealFile(linkKey, scope, sealed);
  const earlier: ReplyFile = {
    file: before && { ...before, sha256: Buffer.from(before.sha256, 'hex') },
    kept: before && { name: before.name, size: before.size, sealed },
    faults: [],
  };
  const sent = uploadOf(res);
  if (!sent) return earlier;
  const trouble = await fileTrouble(sent);
  if (trouble) return { ...earlier, faults: [{ field: 'reply-file', text: t(`error.file.${trouble}`) }] };
  await keepFile(pool, sent, clock());
  const { name, size, sha256 } = sent;
  return {
    file: { name, size, sha256 },
    kept: { name, size, sealed: sealFile(linkKey, scope, { name, size, sha256: sha256.toString('hex') }) },
    faults: [],
  };
}
