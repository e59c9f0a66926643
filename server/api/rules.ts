import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { dryRun } from '../../db/rules/dry-run';
import { isRouteKnown } from '../../db/rules/route';
import { currentRules, saveRule, type StoredRule, versionsOf } from '../../db/rules/store';
import { mayByKey } from '../../domain/permissions';
import { faultOf, type RuleTerms } from '../../domain/rules/rule';
import { callerOf, needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsed, parsedQuery, readJson } from '../json';
import { ChangedRule, DryRunFields, NewRule, shownDryRun, shownRule, termsOf, wireTerms } from '../rule-schemas';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const DAY_MS = 86_400_000;
export const RulesQuery = z.strictObject({ limit: Limit, cursor: Cursor });

/** The rules that make cases of anomalies: read, add, change, and try over what has come before. */
export const ruleRoutes = (deps: Deps): Router =>
  Router()
    .get('/rules', needScope('read', 'desk', 'admin'), (req, res) => sendRules(deps, req, res))
    .get('/rules/:code', needScope('read', 'desk', 'admin'), async (req, res) => {
      const versions = await mustStand(deps, req);
      res.json({ ...shownRule(versions[0]), versions: versions.map(shownRule) });
    })
    .post('/rules/dry-run', needScope('read', 'desk', 'admin'), (req, res) => tryRule(deps, req, res))
    .post('/rules', mayEditPolicy, async (req, res) => {
      const terms = termsOf(parsed(NewRule, await readJson(req)));
      const rule = await save(deps, res, terms, null);
      res
        .status(201)
        .location(`${req.baseUrl}/rules/${encodeURIComponent(rule.code)}`)
        .json(shownRule(rule));
    })
    .patch('/rules/:code', mayEditPolicy, async (req, res) => {
      const [now] = await mustStand(deps, req);
      const { version = now.version, ...changes } = parsed(ChangedRule, await readJson(req));
      res.json(shownRule(await save(deps, res, termsOf({ ...wireTerms(now), ...given(changes) }), version)));
    });

const mayEditPolicy: RequestHandler = (_req, res, next) => {
  const { role, scopes } = callerOf(res);
  if (!mayByKey(role, scopes, 'edit_policy'))
    throw problem(403, 'not_permitted', 'This key may not change rules or holds.');
  next();
};

/** A field that is not given stays as it is. */
const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  // Safe: entries without a value are what is left out.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

async function sendRules({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const { limit, cursor } = parsedQuery(RulesQuery, req);
  const skip = decodeCursor(z.number().int().min(0), cursor) ?? 0;
  const all = await currentRules(pool);
  const next = skip + limit < all.length ? encodeCursor(skip + limit) : null;
  res.json({ items: all.slice(skip, skip + limit).map(shownRule), next });
}

async function mustStand({ pool }: Deps, req: Request): Promise<[StoredRule, ...StoredRule[]]> {
  const [newest, ...older] = await versionsOf(pool, String(req.params['code']));
  if (!newest) throw problem(404, 'unknown_code', 'There is no rule of this code.');
  return [newest, ...older];
}

const FAULTS = {
  default_takes_all: 'The default rule takes what no other rule does: it has no matchers and is always valid.',
  ends_before_start: 'valid_until lies before valid_from.',
  contact_says_all: 'A contact is of one supplier and has one role: name it alone.',
  route_to_nobody: 'A route names a supplier, a contact or a role.',
  threshold_over_cap: 'A case never takes in as many anomalies as the threshold asks for.',
} as const;

const unknownTarget = (): Error =>
  problem(422, 'unknown_target', 'The route names a supplier or a contact that is in no register.', {
    errors: [{ pointer: '/route', code: 'unknown_target', detail: 'is in no register' }],
  });

function check(terms: RuleTerms): void {
  const fault = faultOf(terms);
  if (fault) throw problem(422, fault, FAULTS[fault]);
}

async function save({ pool, clock }: Deps, res: Response, terms: RuleTerms, after: number | null) {
  check(terms);
  const saved = await saveRule(pool, terms, after, callerOf(res).actor, clock());
  if (saved.ok) return saved.rule;
  if (saved.refusal === 'exists') throw problem(409, 'already_exists', 'A rule of this code stands already.');
  if (saved.refusal === 'unknown_target') throw unknownTarget();
  throw problem(409, 'outdated', 'Somebody else has changed this rule meanwhile: read it again.');
}

async function tryRule({ pool, clock }: Deps, req: Request, res: Response): Promise<void> {
  const {
    rule,
    until = clock(),
    from = new Date(until.getTime() - 30 * DAY_MS),
  } = parsed(DryRunFields, await readJson(req));
  if (until <= from) throw problem(422, 'ends_before_start', '"until" lies before "from".');
  const terms = termsOf(rule);
  if (terms.route && !(await isRouteKnown(pool, terms.route))) throw unknownTarget();
  const found = await dryRun(pool, terms, { from, until });
  res.json(shownDryRun(found, from, until));
}
