import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { dryRun } from '../../db/rules/dry-run';
import { isRouteKnown } from '../../db/rules/route';
import { currentRules, saveRule, type StoredRule, versionsOf } from '../../db/rules/store';
import { may } from '../../domain/permissions';
import { DEFAULT_RULE, type RuleTerms } from '../../domain/rules/rule';
import type { FieldFault } from '../../web/console/layout';
import type { RuleTexts, Trial } from '../../web/console/rule-form';
import { RulePage, rulePath, RulesPage } from '../../web/console/rules';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import { actorOf } from './registers';
import { termsTyped, textsOf, typedTexts } from './rule-texts';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const TRIED_MS = 30 * 86_400_000;

/** The rules as pages: each is tried over what has come before it can be saved. */
export const rulePages = (deps: Deps): Router =>
  Router()
    .get('/rules', async (req, res) => {
      const rules = await currentRules(deps.pool);
      res.type('html').send(page(RulesPage({ ...shellOf(req, res), rules, mayEdit: mayEdit(res) })));
    })
    .get('/rules/new', needDeed('edit_policy'), async (req, res) => {
      const [like] = await versionsOf(deps.pool, DEFAULT_RULE);
      if (!like) throw new Error('the default rule is missing');
      const texts = { ...textsOf(like, translator(personOf(res).language)), code: '', name: '', version: '' };
      show(req, res, { versions: [], code: null, texts: { ...texts, priority: '100' } });
    })
    .post('/rules/new', needDeed('edit_policy'), (req, res) => take(deps, req, res, []))
    .get('/rules/:code', async (req, res) => {
      const versions = await mustStand(deps, req);
      const texts = textsOf(versions[0], translator(personOf(res).language));
      show(req, res, { versions, code: versions[0].code, texts });
    })
    .post('/rules/:code', needDeed('edit_policy'), async (req, res) =>
      take(deps, req, res, await mustStand(deps, req)),
    );

const mayEdit = (res: Response): boolean => may(personOf(res).role, 'edit_policy');

async function mustStand({ pool }: Deps, req: Request): Promise<[StoredRule, ...StoredRule[]]> {
  const [newest, ...older] = await versionsOf(pool, String(req.params['code']));
  if (!newest) throw problem(404, 'unknown_code', 'There is no rule of this code.');
  return [newest, ...older];
}

interface Shown {
  versions: readonly StoredRule[];
  code: string | null;
  texts: RuleTexts;
  faults?: readonly FieldFault[];
  trial?: Trial;
}
function show(req: Request, res: Response, { faults = [], trial, ...shown }: Shown, status = 200): void {
  const rule = { ...shown, faults, trial: trial ?? null, mayEdit: mayEdit(res) };
  res
    .status(status)
    .type('html')
    .send(page(RulePage({ ...shellOf(req, res), ...rule })));
}

/** Only what was tried is saved: a rule that was changed after its trial is tried again. */
const sealOf = (terms: RuleTerms): string => createHash('sha256').update(JSON.stringify(terms)).digest('base64url');

async function take(deps: Deps, req: Request, res: Response, versions: readonly StoredRule[]): Promise<void> {
  const t = translator(personOf(res).language);
  const code = versions[0]?.code ?? null;
  const texts = typedTexts(req, code);
  const typed = termsTyped(texts, t);
  if (!typed.ok) return show(req, res, { versions, code, texts, faults: typed.faults }, 422);
  if (typed.terms.route && !(await isRouteKnown(deps.pool, typed.terms.route))) {
    const faults = [{ field: 'routeSupplier', text: t('ruleFault.unknown_target') }];
    return show(req, res, { versions, code, texts, faults }, 422);
  }
  const { step, seal } = fieldsOf(req);
  if (step !== 'save' || seal !== sealOf(typed.terms)) {
    const trial = await tried(deps, typed.terms);
    return show(req, res, { versions, code, texts, trial });
  }
  const after = code === null ? null : Number(texts.version);
  const saved = await saveRule(deps.pool, typed.terms, after, actorOf(res), deps.clock());
  if (saved.ok) return res.redirect(303, `${rulePath(saved.rule.code)}?done=rule`);
  const text = t(`ruleFault.${saved.refusal}`);
  show(req, res, { versions, code, texts, faults: [{ field: code === null ? 'code' : null, text }] }, 409);
}

async function tried({ pool, clock }: Deps, terms: RuleTerms): Promise<Trial> {
  const now = clock();
  // The instant itself is still within what is tried.
  const over = { from: new Date(now.getTime() - TRIED_MS), until: new Date(now.getTime() + 1) };
  const found = await dryRun(pool, terms, over);
  return { ...found, seal: sealOf(terms) };
}
