import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { type Person, suggestLanguage } from '../../db/people';
import { endSession, findSession, startSession } from '../../db/sessions';
import { type Deed, may } from '../../domain/permissions';
import { LANGUAGES, type Language } from '../../domain/words';
import type { Shell } from '../../web/console/layout';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';

/** Who looks at the console: before log-in a browser with a form token of its own, after it a person. */
export interface Visit {
  person: Person | null;
  language: Language;
  /** Token for the hidden `_csrf` field of each form, bound to this session. */
  csrf: string;
}

type CookieDeps = Pick<ServerDeps, 'secureCookies' | 'baseUrl'>;
/** `__Host-` needs https. Without it, for demos on one host: browsers keep cookies by host alone, so the port is in the name. */
const named = ({ secureCookies, baseUrl }: CookieDeps, name: string): string =>
  secureCookies ? `__Host-${name}` : [name, new URL(baseUrl).port].filter((part) => part !== '').join('-');
const cookieName = (deps: CookieDeps): string => named(deps, 'vigie');
const visitorCookieName = (deps: CookieDeps): string => named(deps, 'vigie-visitor');

function cookieOf(req: Request, name: string): string | null {
  for (const pair of (req.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value && /^[\w-]{43}$/.test(value)) return value;
  }
  return null;
}
const setCookie = (deps: CookieDeps, res: Response, name: string, value: string): void =>
  void res.cookie(name, value, { httpOnly: true, sameSite: 'lax', secure: deps.secureCookies, path: '/' });
const dropCookie = (deps: CookieDeps, res: Response, name: string): void =>
  void res.clearCookie(name, { httpOnly: true, sameSite: 'lax', secure: deps.secureCookies, path: '/' });

/** The token proves that a form came from a page of this very session; it tells nothing of the session's id. */
const formToken = (id: string): string => createHmac('sha256', id).update('csrf.v1').digest('base64url');

/** Puts `visitOf(res)` in place. Pages of a person are kept by nobody else. */
export const openVisit =
  (deps: Pick<ServerDeps, 'pool' | 'clock'> & CookieDeps): RequestHandler =>
  async (req, res, next) => {
    const id = cookieOf(req, cookieName(deps));
    const person = id && (await findSession(deps.pool, id, deps.clock()));
    if (id && person) res.locals['visit'] = { person, language: person.language, csrf: formToken(id) } satisfies Visit;
    else res.locals['visit'] = openUnknownVisit(deps, req, res);
    // Under no-referrer a browser would send `Origin: null` with our own forms.
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'same-origin' });
    next();
  };

function openUnknownVisit(deps: CookieDeps, req: Request, res: Response): Visit {
  const known = cookieOf(req, visitorCookieName(deps));
  const visitor = known ?? randomBytes(32).toString('base64url');
  if (!known) setCookie(deps, res, visitorCookieName(deps), visitor);
  return { person: null, language: languageOf(req), csrf: formToken(visitor) };
}
/** `?lang`, then what the browser asks for, then French. */
const languageOf = (req: Request): Language =>
  req.query['lang'] === 'en' || (req.query['lang'] !== 'fr' && req.acceptsLanguages('fr', 'en') === 'en') ? 'en' : 'fr';

// Safe: every page of the console stands behind `openVisit`.
export const visitOf = (res: Response): Visit => res.locals['visit'] as Visit;
/** The person of a page behind `signedIn`. */
export function personOf(res: Response): Person {
  const { person } = visitOf(res);
  if (!person) throw new Error('this page does not stand behind signedIn');
  return person;
}

/** Sends whoever is not logged in to do so, and back here after. */
export const signedIn: RequestHandler = (req, res, next) => {
  if (visitOf(res).person) return next();
  const back = req.method === 'GET' ? req.originalUrl : '/';
  res.redirect(303, back === '/' ? '/login' : `/login?next=${encodeURIComponent(back)}`);
};

/** Refuses a person whose role does not hold this deed. */
export const needDeed =
  (deed: Deed): RequestHandler =>
  (_req, res, next) => {
    if (!may(personOf(res).role, deed))
      throw problem(403, 'role_missing', translator(visitOf(res).language)('refused.role'));
    next();
  };

/** The first of our languages that the browser names. */
const browserLanguage = (req: Request): Language | null =>
  req
    .acceptsLanguages()
    .flatMap((tag) => LANGUAGES.find((known) => tag.toLowerCase().split('-')[0] === known) ?? [])[0] ?? null;

/** A new id at each log-in; one that the browser held before dies. */
export async function logIn(
  deps: Pick<ServerDeps, 'pool' | 'clock'> & CookieDeps,
  req: Request,
  res: Response,
  person: string,
): Promise<void> {
  const language = browserLanguage(req);
  if (language) await suggestLanguage(deps.pool, person, language);
  await logOut(deps, req, res);
  setCookie(deps, res, cookieName(deps), await startSession(deps.pool, person, deps.clock()));
  dropCookie(deps, res, visitorCookieName(deps));
}
export async function logOut(deps: Pick<ServerDeps, 'pool'> & CookieDeps, req: Request, res: Response): Promise<void> {
  const id = cookieOf(req, cookieName(deps));
  if (!id) return;
  await endSession(deps.pool, id);
  dropCookie(deps, res, cookieName(deps));
}

export function tokenMatches(res: Response, given: unknown): boolean {
  const wanted = Buffer.from(visitOf(res).csrf);
  const got = Buffer.from(typeof given === 'string' ? given : '');
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

/** What `ConsolePage` needs to know of this visit; `?done=send` says in words what has just been done. */
export function shellOf(req: Request, res: Response): Shell {
  const { person, language, csrf } = visitOf(res);
  const t = translator(language);
  const done = req.query['done'];
  const word = typeof done === 'string' && /^[\w-]{1,40}$/.test(done) ? `done.${done}` : null;
  const said = word && t.of(word);
  return { t, person, csrf, path: req.baseUrl + req.path, flash: said === word ? null : said };
}
