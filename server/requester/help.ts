import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { topicNames } from '../../db/desk/topics';
import { type RateLimit, takeTurn } from '../../db/rate';
import { askDesk, type SentFile } from '../../db/requester/deeds';
import { readStanding } from '../../db/requester/view';
import { hashToken } from '../../domain/link';
import { TICKET_TYPES, type TicketType } from '../../domain/ticket/words';
import { page } from '../../web/html';
import { AskedPage } from '../../web/requester/asked-page';
import { HelpPage } from '../../web/requester/help-page';
import { nextOf } from '../../web/requester/stand';
import { type HelpError, type HelpValues, NOTHING_ASKED } from '../../web/requester/view';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { clientOf, languageOf, sendPage } from '../visitor';
import { isPlainEmail } from '../supplier/form';
import { filesOfForm } from './file';
import { type Posted, receivePosted } from './guard';
import { serviceOf } from './service';

const TEXT_MAX = 20_000;
const CRUISE_MAX = 120;
const HOUR_MS = 3_600_000;
const FROM: RateLimit = { max: 30, windowMs: HOUR_MS };
const TO: RateLimit = { max: 10, windowMs: HOUR_MS };
/** What a form without a link seals its file with. */
const SCOPE = hashToken('help');

interface Shown {
  t: Translate;
  values: HelpValues;
  errors: readonly HelpError[];
  status: number;
}
async function showHelp(deps: ServerDeps, res: Response, { t, values, errors, status }: Shown): Promise<void> {
  const [topics, service] = [await topicNames(deps.pool, t.language), await serviceOf(deps.pool)];
  sendPage(res, status, page(HelpPage({ t, centre: deps.centre.name, values, errors, topics, service })));
}

/** The blank form; a link to it may fill in what the question is about. */
export async function help(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const given = (name: string): string => {
    const value = req.query[name];
    return typeof value === 'string' ? value.slice(0, CRUISE_MAX) : '';
  };
  const values = { ...NOTHING_ASKED, type: given('type'), topic: given('topic'), cruise: given('cruise') };
  await showHelp(deps, res, { t: translator(languageOf(req, null)), values, errors: [], status: 200 });
}

export const receiveHelp = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receivePosted(deps, req, res, { t: translator(languageOf(req, null)) }, (posted) => receive(deps, req, res, posted));

async function receive(deps: ServerDeps, req: Request, res: Response, posted: Posted): Promise<void> {
  const { t, text } = posted;
  const client = clientOf(req.ip);
  const { files, kept, trouble } = await filesOfForm(deps, posted, { scope: SCOPE, quota: `help ${client}` });
  const [type, topic, cruise, website] = [text('type'), text('topic'), text('cruise'), text('website')];
  const values: HelpValues = { text: text('text'), email: text('email'), type, topic, cruise, website, kept };
  const errors: HelpError[] = [
    ...(await mistakesIn(deps, values)),
    ...(trouble === null ? [] : [{ field: 'file' as const, code: trouble.code, args: { name: trouble.name } }]),
  ];
  if (errors.length > 0) return showHelp(deps, res, { t, values, errors, status: 422 });
  const waitS = await secondsToWait(deps, client, values.email);
  if (waitS > 0) {
    res.set('Retry-After', String(waitS));
    const error = { field: 'text' as const, code: 'tooMany', args: { minutes: Math.ceil(waitS / 60) } };
    return showHelp(deps, res, { t, values, errors: [error], status: 429 });
  }
  await open(deps, res, t, values, files);
}

async function open(deps: ServerDeps, res: Response, t: Translate, values: HelpValues, files: SentFile[]) {
  const { pool, clock, centre } = deps;
  const at = clock();
  const { number, id } = await askDesk(
    pool,
    {
      type: typeOf(values.type) ?? 'information',
      channel: 'web',
      topic: values.topic || null,
      cruise: values.cruise || null,
      subject: null,
      text: values.text,
      requester: { email: values.email, name: null, language: t.language, organisation: null },
      submission: submissionOf(values, files, at),
      actor: { kind: 'service', id: 'help' },
      at,
    },
    files,
  );
  const standing = await readStanding(pool, id);
  if (!standing) throw new Error(`${number} does not stand`);
  const service = await serviceOf(pool);
  const shown = { number, email: values.email, next: nextOf(standing, at), service };
  sendPage(res, 200, page(AskedPage({ t, centre: centre.name, ...shown })));
}

async function mistakesIn({ pool }: ServerDeps, values: HelpValues): Promise<HelpError[]> {
  const { text, email, type, topic, cruise, website } = values;
  const topics = topic === '' ? [] : await topicNames(pool, 'fr');
  const found: (HelpError | false)[] = [
    text === '' && { field: 'text', code: 'required' },
    text.length > TEXT_MAX && { field: 'text', code: 'tooLong', args: { max: TEXT_MAX } },
    email === ''
      ? { field: 'email', code: 'required' }
      : !isPlainEmail(email) && { field: 'email', code: 'notAddress' },
    type !== '' && !typeOf(type) && { field: 'type', code: 'unknown' },
    topic !== '' && !topics.some(({ code }) => code === topic) && { field: 'topic', code: 'unknown' },
    cruise.length > CRUISE_MAX && { field: 'cruise', code: 'tooLong', args: { max: CRUISE_MAX } },
    website !== '' && { field: 'website', code: 'filled' },
  ];
  return found.filter((error) => error !== false);
}

const typeOf = (text: string): TicketType | undefined => TICKET_TYPES.find((type) => type === text);

/** Neither one sender nor one mailbox is to be flooded. */
async function secondsToWait({ pool, clock }: ServerDeps, client: string, email: string): Promise<number> {
  for (const [key, limit] of [
    [`help from ${client}`, FROM],
    [`help to ${email.toLowerCase()}`, TO],
  ] as const) {
    const turn = await takeTurn(pool, key, limit, clock());
    if (!turn.ok) return turn.retryAfterS;
  }
  return 0;
}

/** The same words from the same address on one day are one question: a form sent twice, or again after a line broke. */
const submissionOf = ({ text, email }: HelpValues, files: SentFile[], at: Date): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        'help',
        at.toISOString().slice(0, 10),
        email.toLowerCase(),
        text,
        ...files.map(({ sha256 }) => sha256.toString('hex')),
      ]),
    )
    .digest('hex');
