import { createHash } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { findByEmail, type Person } from '../../db/people';
import { passwordFault, passwordMatches } from '../../db/passwords';
import { giveBack, type RateLimit, takeTurn } from '../../db/rate';
import { clearDeadSessions } from '../../db/sessions';
import { LogInPage } from '../../web/console/log-in';
import { page } from '../../web/html';
import { translator, type Word } from '../../web/words';
import type { ServerDeps } from '../deps';
import { fieldsOf } from './form';
import type { HashQueue } from './hash-queue';
import { logIn, logOut, shellOf, visitOf } from './session';

const WINDOW_MS = 15 * 60_000;
/** Per account and address, so that a stranger's guesses never lock the owner out. */
const PER_ACCOUNT: RateLimit = { max: 10, windowMs: WINDOW_MS };
const PER_ADDRESS: RateLimit = { max: 30, windowMs: WINDOW_MS };
type LogInDeps = Pick<ServerDeps, 'pool' | 'clock' | 'secureCookies' | 'baseUrl'>;

export const logInPages = (deps: LogInDeps, hashes: HashQueue): Router =>
  Router()
    .get('/login', (req, res) => {
      if (visitOf(res).person) res.redirect(303, '/');
      else show(req, res, { email: '', next: wayBack(req.query['next']) });
    })
    .post('/login', async (req, res) => {
      const { email = '', password = '', next } = fieldsOf(req);
      const tried = await tryPassword(deps, hashes, req, email.trim(), password);
      if ('refused' in tried) return show(req, res, { email, next: wayBack(next) }, tried);
      await logIn(deps, req, res, tried.person.code);
      res.redirect(303, wayBack(next));
    })
    .post('/logout', async (req, res) => {
      await logOut(deps, req, res);
      res.redirect(303, '/login');
    });

/** Only a path of ours: the address bar must not send anybody elsewhere after log-in. */
const wayBack = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])[\w/?&=%.~+-]{0,300}$/.test(next) ? next : '/';

interface Refused {
  refused: Word;
  status: 401 | 429 | 503;
  retryAfterSeconds?: number;
}

/** The same answer, after the same work, whether the address is unknown or the password wrong. */
async function tryPassword(
  { pool, clock }: LogInDeps,
  hashes: HashQueue,
  req: Request,
  email: string,
  password: string,
): Promise<{ person: Person } | Refused> {
  const at = clock();
  const from = networkOf(req.ip ?? '');
  const account = keyOf(`${email.toLowerCase()} ${from}`);
  const turns = [await takeTurn(pool, account, PER_ACCOUNT, at), await takeTurn(pool, keyOf(from), PER_ADDRESS, at)];
  const over = turns.find((turn) => !turn.ok);
  if (over && !over.ok) return { refused: 'login.tooMany', status: 429, retryAfterSeconds: over.retryAfterS };
  if (passwordFault(password) === 'too_long') return { refused: 'login.wrong', status: 401 };
  const found = await findByEmail(pool, email);
  const right = await hashes(() => passwordMatches(found?.passwordHash ?? null, password));
  if (right === undefined) return { refused: 'login.busy', status: 503, retryAfterSeconds: 5 };
  if (!right || !found?.passwordHash) return { refused: 'login.wrong', status: 401 };
  await giveBack(pool, account);
  await clearDeadSessions(pool, at);
  return { person: found };
}

/** Neither address nor account is written down by a try. */
const keyOf = (what: string): string => `login ${createHash('sha256').update(what).digest('base64url')}`;

/** An IPv6 household has a /64 of its own: counted as one. */
const networkOf = (address: string): string =>
  address.includes(':') && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;

function show(req: Request, res: Response, form: { email: string; next: string }, refused?: Refused): void {
  const t = translator(visitOf(res).language);
  const minutes = Math.ceil((refused?.retryAfterSeconds ?? 0) / 60);
  if (refused?.retryAfterSeconds) res.set('Retry-After', String(refused.retryAfterSeconds));
  const faults = refused ? [{ field: 'email', text: t(refused.refused, { minutes }) }] : [];
  res
    .status(refused?.status ?? 200)
    .type('html')
    .send(page(LogInPage({ ...shellOf(req, res), ...form, faults })));
}
