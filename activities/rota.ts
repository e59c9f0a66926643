import type { ClaimedMail } from '../db/mails';
import type { Pool } from '../db/query';
import { aroundNow, readRota } from '../db/rota/facts';
import {
  dutiesOf,
  followAbsences,
  handOver,
  handOverOfMail,
  openWork,
  readRotaAgenda,
  recordFailedRotaStep,
} from '../db/rota/hand-over';
import { openTickets } from '../db/rota/open-tickets';
import { weigh } from '../db/rota/relief';
import type { Agenda } from '../domain/agenda';
import type { RotaStep } from '../domain/rota/agenda';
import { momentOf } from '../domain/rota/duty-day';
import { handOverLetter } from '../web/letters/hand-over';
import { translator } from '../web/words';

export const createRotaActivities = ({ pool }: { pool: Pool }) => ({
  readRota: (atMs: number): Promise<Agenda<RotaStep>> => readRotaAgenda(pool, new Date(atMs)),
  handOver: (atMs: number): Promise<boolean> => handOver(pool, new Date(atMs)),
  followAbsences: (atMs: number): Promise<boolean> => followAbsences(pool, new Date(atMs)),
  weigh: (atMs: number): Promise<boolean> => weigh(pool, new Date(atMs)),
  recordFailedRotaStep: (atMs: number): Promise<void> => recordFailedRotaStep(pool, new Date(atMs)),
});
export type RotaActivities = ReturnType<typeof createRotaActivities>;

interface MailDeps {
  pool: Pool;
  /** No trailing slash. */
  baseUrl: string;
  centre: { name: string; email: string };
}

/** The morning's mail to who is on duty, with the work as it stands when it leaves; none once the day has passed to others. */
export async function composeHandOver(
  { pool, baseUrl, centre }: MailDeps,
  mail: Pick<ClaimedMail, 'id' | 'language'>,
  at: Date,
) {
  const found = await handOverOfMail(pool, mail.id);
  const facts = await readRota(pool, aroundNow(at));
  if (!found || momentOf(facts, at).day !== found.day) return { cancelled: 'the day has passed' };
  const duties = dutiesOf(facts, at);
  const levels = duties.filter(({ person }) => person === found.person).map(({ level }) => String(level));
  const words = handOverLetter({
    t: translator(mail.language),
    centre,
    name: found.name,
    day: found.day,
    duties: duties.map(({ level, person }) => ({
      level,
      name: facts.people.find(({ code }) => code === person)?.name ?? person,
      isReader: person === found.person,
    })),
    work: await openWork(pool, found.person),
    tickets: await openTickets(pool, { person: found.person, levels }),
    baseUrl,
  });
  return { ...words, attachments: [], replyTo: null, inReplyTo: null, references: [] };
}
