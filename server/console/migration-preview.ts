import { createHash } from 'node:crypto';
import type { Migration, Preview } from '../../db/sla/migrate';
import type { MigrationPreview } from '../../web/console/clock-migration';

/** Only what was seen is done: with more clocks, or more of them to breach, it is looked at again. */
const sealOf = (migration: Migration, { version, clocks, wouldBreach }: Preview): string =>
  createHash('sha256')
    .update(JSON.stringify([migration, version, clocks, wouldBreach]))
    .digest('base64url');

const MINUTE_MS = 60_000;
const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
export const shownPreview = (migration: Migration, found: Preview): MigrationPreview => ({
  version: found.version,
  clocks: found.clocks,
  wouldBreach: found.wouldBreach,
  seal: sealOf(migration, found),
  moved: found.moved.map(({ ticket, kind, before, after }) => ({
    ticket,
    kind,
    dueBefore: date(before.dueAtMs),
    dueAfter: date(after.dueAtMs),
    targetBefore: before.targetMs / MINUTE_MS,
    targetAfter: after.state === 'cancelled' ? null : after.targetMs / MINUTE_MS,
    breaches: before.breachedAtMs === null && after.breachedAtMs !== null,
  })),
});
