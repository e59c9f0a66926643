import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { endHold, makeHold } from '../../db/holds/keep';
import { casesUnder, listHolds } from '../../db/holds/store';
import { may } from '../../domain/permissions';
import { parseDuration } from '../../domain/registers/duration';
import { faultOfNew, HOLD_KINDS, type Hold, type HoldFault, startsNow, stateOf } from '../../domain/rules/hold';
import { MATCHERS_MAX, parseMatchers } from '../../domain/rules/matcher';
import { HoldsPage, type HoldTexts } from '../../web/console/holds';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import { actorOf } from './registers';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const SHOWN_MAX = 100;
const EMPTY: HoldTexts = { kind: 'silence', matchers: '', startsAt: '', endsAt: '', quiet: '', reason: '' };

/** What keeps cases waiting, as a page: a hold is previewed before it is made. */
export const holdPages = (deps: Deps): Router =>
  Router()
    .get('/holds', (req, res) => show(deps, req, res, { texts: EMPTY }))
    .post('/holds', needDeed('snooze'), (req, res) => take(deps, req, res))
    .post('/holds/:id/move', needDeed('snooze'), (req, res) => move(deps, req, res))
    .post('/holds/:id/expire', needDeed('snooze'), async (req, res) => {
      const done = await endHold(deps.pool, idOf(req), 'now', actorOf(res), deps.clock());
      if (!done.ok) throw problem(404, 'unknown_hold', 'There is no such hold.');
      res.redirect(303, '/holds?done=hold-ended');
    });

const idOf = (req: Request): number => (/^[1-9]\d{0,8}$/.test(String(req.params['id'])) ? Number(req.params['id']) : 0);

/** Its cases wait until the new end, unless something else keeps them longer. */
async function move(deps: Deps, req: Request, res: Response): Promise<void> {
  const id = idOf(req);
  const t = translator(personOf(res).language);
  const refused = (text: string): Promise<void> =>
    show(deps, req, res, { texts: EMPTY, faults: [{ field: `until-${id}`, text }] }, 422);
  const end = instantOf(fieldsOf(req)['endsAt']?.trim() ?? '');
  if (!end) return refused(t('holdFault.endsAt'));
  const done = await endHold(deps.pool, id, end, actorOf(res), deps.clock());
  if (done.ok) return res.redirect(303, '/holds?done=hold-moved');
  if (done.fault === 'unknown') throw problem(404, 'unknown_hold', 'There is no such hold.');
  return refused(t(`holdFault.${done.fault}`));
}

interface Shown {
  texts: HoldTexts;
  faults?: readonly FieldFault[];
  preview?: { cases: readonly string[]; more: boolean; seal: string };
}
async function show(deps: Deps, req: Request, res: Response, shown: Shown, status = 200): Promise<void> {
  const at = deps.clock();
  const holds = (await listHolds(deps.pool, SHOWN_MAX, null)).map((hold) => ({ ...hold, state: stateOf(hold, at) }));
  const { texts, faults = [], preview = null } = shown;
  const mayHold = may(personOf(res).role, 'snooze');
  res
    .status(status)
    .type('html')
    .send(page(HoldsPage({ ...shellOf(req, res), holds, texts, faults, preview, mayHold })));
}

async function take(deps: Deps, req: Request, res: Response): Promise<void> {
  const said = (name: string): string => fieldsOf(req)[name]?.trim().slice(0, 4000) ?? '';
  const texts: HoldTexts = {
    kind: said('kind'),
    matchers: said('matchers'),
    startsAt: said('startsAt'),
    endsAt: said('endsAt'),
    quiet: said('quiet'),
    reason: said('reason'),
  };
  const at = deps.clock();
  const typed = holdTyped(texts, at, translator(personOf(res).language));
  if (!typed.ok) return show(deps, req, res, { texts, faults: typed.faults }, 422);
  const seal = createHash('sha256').update(JSON.stringify(texts)).digest('base64url');
  if (said('step') === 'save' && said('seal') === seal) {
    await makeHold(deps.pool, typed.hold, actorOf(res), at);
    return res.redirect(303, '/holds?done=hold');
  }
  const found = await casesUnder(deps.pool, typed.hold, SHOWN_MAX + 1);
  const cases = found.slice(0, SHOWN_MAX).map(({ number }) => number);
  await show(deps, req, res, { texts, preview: { cases, more: found.length > SHOWN_MAX, seal } });
}

function holdTyped(texts: HoldTexts, at: Date, t: Translate) {
  const { matchers, wrong } = parseMatchers(texts.matchers);
  const faults: FieldFault[] = wrong.map((line) => ({ field: 'matchers', text: t('ruleFault.matchers', { line }) }));
  const kind = HOLD_KINDS.find((known) => known === texts.kind) ?? 'silence';
  const startsAt = startsNow(kind) ? at : instantOf(texts.startsAt);
  const endsAt = instantOf(texts.endsAt);
  if (!startsAt) faults.push({ field: 'startsAt', text: t('holdFault.startsAt') });
  if (!endsAt) faults.push({ field: 'endsAt', text: t('holdFault.endsAt') });
  if (texts.reason === '') faults.push({ field: 'reason', text: t('holdFault.reason') });
  if (matchers.length > MATCHERS_MAX) faults.push({ field: 'matchers', text: t('holdFault.too_many') });
  if (!startsAt || !endsAt || faults.length > 0) return { ok: false, faults } as const;
  const quietMs = quietOf(kind, texts);
  const hold = { kind, matchers, startsAt, endsAt, quietMs, reason: texts.reason.slice(0, 1000) };
  const fault = faultOfNew(hold, at);
  if (!fault) return { ok: true, hold } as const;
  return { ok: false, faults: [{ field: FIELD_OF[fault], text: t(`holdFault.${fault}`) }] } as const;
}
const FIELD_OF: Record<HoldFault, string> = {
  no_matchers: 'matchers',
  no_quiet_time: 'quiet',
  ends_before_start: 'endsAt',
  ends_in_past: 'endsAt',
  too_long: 'endsAt',
  expired: 'endsAt',
};
const quietOf = (kind: Hold['kind'], { quiet }: HoldTexts): number | null =>
  kind === 'until_resolved' ? parseDuration(quiet) : null;

function instantOf(text: string): Date | null {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? new Date(`${text}:00Z`) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
}
