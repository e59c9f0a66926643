import { type Request, type Response, Router } from 'express';
import { readRow } from '../../db/registers/store';
import type { PolicyMigration } from '../../db/sla/behind-policy';
import { migrateClocks, previewMigration } from '../../db/sla/migrate';
import { REGISTERS } from '../../domain/registers/descriptions';
import type { MigrationPreview } from '../../web/console/clock-migration';
import { PolicyMigrationPage } from '../../web/console/policy-migration';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import { shownPreview } from './migration-preview';
import { actorOf } from './registers';
import { needDeed, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** An edited policy leaves running clocks alone; here somebody gives them its targets, having seen what that does. */
export const policyMigrationPages = (deps: Deps): Router =>
  Router()
    .use('/sla-policies/:code/clocks', needDeed('edit_policy'))
    .get('/sla-policies/:code/clocks', async (req, res) => {
      const policy = await mustStand(deps, req);
      show(req, res, policy, await look(deps, { policy: policy.code }, deps.clock()));
    })
    .post('/sla-policies/:code/clocks', (req, res) => take(deps, req, res));

interface Shown {
  code: string;
  name: string;
  /** Of its calendar. */
  zone: string;
}
async function mustStand({ pool }: Deps, req: Request): Promise<Shown> {
  const row = await readRow(pool, REGISTERS['sla-policies'], String(req.params['code']));
  const calendar = row && (await readRow(pool, REGISTERS.calendars, String(row['calendar'])));
  if (!calendar) throw problem(404, 'unknown_code', 'This register does not know this code.');
  return { code: String(row['code']), name: String(row['name']), zone: String(calendar['zone']) };
}

async function look({ pool }: Deps, migration: PolicyMigration, at: Date): Promise<MigrationPreview> {
  const found = await previewMigration(pool, migration, at);
  if (!found) throw problem(404, 'unknown_code', 'This policy has no version.');
  return shownPreview(migration, found);
}

function show(req: Request, res: Response, policy: Shown, preview: MigrationPreview): void {
  res.type('html').send(page(PolicyMigrationPage({ ...shellOf(req, res), policy, preview })));
}

async function take(deps: Deps, req: Request, res: Response): Promise<void> {
  const policy = await mustStand(deps, req);
  const migration: PolicyMigration = { policy: policy.code };
  const at = deps.clock();
  const preview = await look(deps, migration, at);
  if (fieldsOf(req)['seal'] !== preview.seal) return show(req, res, policy, preview);
  await migrateClocks(deps.pool, migration, actorOf(res), at);
  res.redirect(303, `/registers/sla-policies/${encodeURIComponent(policy.code)}?done=policyClocks`);
}
