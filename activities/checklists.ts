import { checklistOfMail, readChecklistAgenda, rememberToken } from '../db/checklists/rows';
import { recordFailedChecklist, sendChecklist } from '../db/checklists/send';
import { publishedTopics } from '../db/advice/topics';
import type { ClaimedMail } from '../db/mails';
import type { Pool } from '../db/query';
import type { Agenda } from '../domain/agenda';
import type { ChecklistStep } from '../domain/checklist';
import { hashToken, linkToken } from '../domain/link';
import { checklistLetter } from '../web/checklist/letter';
import { shownItems } from '../web/checklist/view';
import { translator } from '../web/words';

export const createChecklistActivities = ({ pool }: { pool: Pool }) => ({
  readChecklist: (id: number): Promise<Agenda<ChecklistStep>> => readChecklistAgenda(pool, id),
  sendChecklist: (id: number, atMs: number): Promise<boolean> => sendChecklist(pool, id, new Date(atMs)),
  recordFailedChecklist: (id: number, atMs: number): Promise<void> => recordFailedChecklist(pool, id, new Date(atMs)),
});
export type ChecklistActivities = ReturnType<typeof createChecklistActivities>;

interface MailDeps {
  pool: Pool;
  /** No trailing slash. */
  baseUrl: string;
  linkKey: Buffer;
  centre: { name: string; email: string };
}

/** The mail with the checklist of a cruise, just before it leaves: not for one that was cancelled or has left. */
export async function composeChecklist({ pool, baseUrl, linkKey, centre }: MailDeps, mail: ClaimedMail, at: Date) {
  const found = await checklistOfMail(pool, mail.id);
  if (!found?.startAt || found.cancelled) return { cancelled: 'the cruise was cancelled' };
  if (found.startAt <= at) return { cancelled: 'the cruise has begun' };
  // One link for all who get it, so that ship and scientist look at the same page.
  const token = linkToken(linkKey, `checklist/${found.id}`);
  await rememberToken(pool, found.id, hashToken(token));
  const words = checklistLetter({
    t: translator(mail.language),
    centre,
    name: mail.name,
    cruise: found.name,
    platform: found.platformName ?? found.platform,
    startAt: found.startAt,
    items: shownItems(found.topics, await publishedTopics(pool), mail.language),
    url: `${baseUrl}/checklist/${token}?lang=${mail.language}`,
  });
  return { ...words, attachments: [], replyTo: null, inReplyTo: null, references: [] };
}
