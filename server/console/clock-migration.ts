import { type Request, type Response, Router } from 'express';
import { readRow } from '../../db/registers/store';
import type { CalendarMigration } from '../../db/sla/behind';
import { migrateClocks, previewMigration } from '../../db/sla/migrate';
import { instantAtWall, offsetMs, zoneNamed } from '../../domain/calendar/zone';
import { REGISTERS } from '../../domain/registers/descriptions';
import { ClockMigrationPage, type MigrationPreview } from '../../web/console/clock-migration';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import { shownPreview } from './migration-preview';
import { actorOf } from './registers';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** An edited calendar leaves running clocks alone; here somebody moves them to it, having seen what that does. */
export const clockMigrationPages = (deps: Deps): Router =>
  Router()
    .use('/calendars/:code/clocks', needDeed('edit_policy'))
    .get('/calendars/:code/clocks', async (req, res) => {
      const calendar = await mustStand(deps, req);
      show(req, res, { calendar, from: wallText(calendar.zone, deps.clock()) });
    })
    .post('/calendars/:code/clocks', (req, res) => take(deps, req, res));

interface Calendar {
  code: string;
  name: string;
  zone: string;
}
async function mustStand({ pool }: Deps, req: Request): Promise<Calendar> {
  const row = await readRow(pool, REGISTERS.calendars, String(req.params['code']));
  if (!row) throw problem(404, 'unknown_code', 'This register does not know this code.');
  return { code: String(row['code']), name: String(row['name']), zone: String(row['zone']) };
}

interface Shown {
  calendar: Calendar;
  from: string;
  faults?: readonly FieldFault[];
  preview?: MigrationPreview;
}
function show(req: Request, res: Response, { faults = [], preview, ...shown }: Shown, status = 200): void {
  const props = { ...shellOf(req, res), ...shown, faults, preview: preview ?? null };
  res
    .status(status)
    .type('html')
    .send(page(ClockMigrationPage(props)));
}

async function take(deps: Deps, req: Request, res: Response): Promise<void> {
  const calendar = await mustStand(deps, req);
  const { from = '', step, seal } = fieldsOf(req);
  const effectiveAt = instantOf(calendar.zone, from.trim());
  const t = translator(personOf(res).language);
  if (!effectiveAt)
    return show(req, res, { calendar, from, faults: [{ field: 'from', text: t('migration.badFrom') }] }, 422);
  const at = deps.clock();
  const migration: CalendarMigration = { calendar: calendar.code, effectiveAt };
  const found = await previewMigration(deps.pool, migration, at);
  if (!found) throw problem(404, 'unknown_code', 'This calendar has no version.');
  const preview = shownPreview(migration, found);
  if (step !== 'apply' || seal !== preview.seal) return show(req, res, { calendar, from, preview });
  await migrateClocks(deps.pool, migration, actorOf(res), at);
  res.redirect(303, `/registers/calendars/${encodeURIComponent(calendar.code)}?done=clocks`);
}

const wallText = (zone: string, at: Date): string =>
  new Date(at.getTime() + offsetMs(zoneNamed(zone), at.getTime())).toISOString().slice(0, 16);
function instantOf(zone: string, text: string): Date | null {
  const wallMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  return Number.isNaN(wallMs) ? null : new Date(instantAtWall(zoneNamed(zone), wallMs));
}
