import { Router, type Request, type Response } from 'express';
import { findByEmail, type Person, setLanguage, setPassword } from '../../db/people';
import { PASSWORD_CHARS, passwordFault, passwordMatches } from '../../db/passwords';
import { inTransaction } from '../../db/query';
import { giveBack, type RateLimit, takeTurn } from '../../db/rate';
import { LANGUAGES } from '../../domain/words';
import { AccountPage } from '../../web/console/account';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { type Translate, translator, type Word } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import type { HashQueue } from './hash-queue';
import { logIn, personOf, shellOf } from './session';

const TRIES: RateLimit = { max: 10, windowMs: 15 * 60_000 };

/** A person's own page: language and password. */
export const accountPages = (
  deps: Pick<ServerDeps, 'pool' | 'clock' | 'secureCookies' | 'baseUrl'>,
  hashes: HashQueue,
): Router =>
  Router()
    .get('/account', (req, res) => show(req, res))
    .post('/account/language', async (req, res) => {
      const language = LANGUAGES.find((known) => known === fieldsOf(req)['language']);
      if (!language) throw problem(422, 'unknown_language', 'language is fr or en.');
      await setLanguage(deps.pool, personOf(res).code, language);
      res.redirect(303, '/account?done=language');
    })
    .post('/account/password', async (req, res) => {
      const person = personOf(res);
      const { current = '', password = '', again = '' } = fieldsOf(req);
      const faults = faultsOf(password, again, translator(person.language));
      if (faults.length > 0) return show(req, res, faults, 422);
      const trouble = await change(deps, hashes, person, current, password);
      if (trouble) return show(req, res, [{ field: 'current', text: translator(person.language)(trouble) }], 422);
      await logIn(deps, req, res, person.code);
      res.redirect(303, '/account?done=password');
    });

function faultsOf(password: string, again: string, t: Translate): FieldFault[] {
  const fault = passwordFault(password);
  return [
    ...(fault ? [{ field: 'password', text: t(`password.${fault}`, PASSWORD_CHARS) }] : []),
    ...(password === again ? [] : [{ field: 'again', text: t('password.differs') }]),
  ];
}

/** Null when the password was changed. Whoever found an open screen may not guess for ever either. */
async function change(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  hashes: HashQueue,
  { code, email }: Person,
  current: string,
  password: string,
): Promise<Word | null> {
  const tries = `change ${code}`;
  if (!(await takeTurn(pool, tries, TRIES, clock())).ok) return 'password.tooMany';
  const found = await findByEmail(pool, email);
  const done = await hashes(async () => {
    if (passwordFault(current) === 'too_long') return false;
    if (!(await passwordMatches(found?.passwordHash ?? null, current))) return false;
    return inTransaction(pool, (tx) => setPassword(tx, code, password));
  });
  if (done === undefined) return 'login.busy';
  if (!done) return 'password.wrong';
  await giveBack(pool, tries);
  return null;
}

function show(req: Request, res: Response, faults: FieldFault[] = [], status = 200): void {
  const { email } = personOf(res);
  res
    .status(status)
    .type('html')
    .send(page(AccountPage({ ...shellOf(req, res), email, faults, passwordMin: PASSWORD_CHARS.min })));
}
