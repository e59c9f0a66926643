import { tell } from '../../../db/cases';
import { makeHold } from '../../../db/holds/keep';
import { placeEvents } from '../../../db/events';
import { firstRow, inTransaction } from '../../../db/query';
import { lastPosition, readReport } from '../../../db/statistics/report';
import { z } from 'zod';
import type { CaseEvent } from '../../../domain/case';
import type { Side } from '../../../domain/words';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { DESK, posting } from '../../support/posting';
import { aSupplier } from '../../support/stories';

const db = useDatabase();
const HOUR_MS = 3_600_000;
const hours = (n: number): Date => new Date(AT.getTime() + n * HOUR_MS);
const say = (id: number, side: Side, event: CaseEvent, at: Date, data: Record<string, unknown> = {}) =>
  inTransaction(db.pool, async (tx) =>
    expect(await tell(tx, id, { event, side, actor: DESK, at, data })).toMatchObject({ ok: true }),
  );
const caseOf = async (check: string): Promise<number> =>
  (await firstRow(db.pool, z.object({ id: z.number() }), 'select id from anomaly_case where check_code = $1', [check]))
    ?.id ?? 0;
async function figuresOf(check: string) {
  await placeEvents(db.pool);
  const upTo = await lastPosition(db.pool);
  const scope = { from: AT, until: hours(10_000), upTo, only: { check }, hideRestrictedAt: null };
  return (await readReport(db.pool, scope, 'check')).whole;
}

test('a case opened under a hold counts the hold as a pause', async () => {
  await makeHold(
    db.pool,
    {
      kind: 'silence',
      matchers: [{ field: 'check', op: 'is', value: 'held' }],
      startsAt: AT,
      endsAt: hours(48),
      quietMs: null,
      reason: 'dry dock',
    },
    DESK,
    AT,
  );
  await posting(db)([item({ check: 'held', sensor: 'held' })], AT);
  const id = await caseOf('held');
  await say(id, 'desk', { type: 'close', outcome: 'no_action' }, hours(50));
  const whole = await figuresOf('held');
  expect(whole.pausedMs).toBe(48 * HOUR_MS);
  expect(whole.times.close).toMatchObject({ count: 1, p50: 2 * HOUR_MS });
});

test('an answer taken back is no answer: the next one counts, or none', async () => {
  const { code: supplier } = await aSupplier(db.pool);
  await posting(db)([item({ check: 'back', sensor: 'back', supplier })], AT);
  const id = await caseOf('back');
  const answer = (version: number): CaseEvent => ({
    type: 'answer',
    code: 'eliminate',
    version,
    author: 'contact:1',
    askAgainAt: null,
  });
  await say(id, 'desk', { type: 'send' }, hours(1));
  await say(id, 'clock', { type: 'letter_sent' }, hours(1));
  await say(id, 'supplier', answer(1), hours(2), { answer: 'eliminate', version: 1 });
  await say(id, 'supplier', answer(2), hours(3), { answer: 'confirmed_real', version: 2 });
  await say(id, 'supplier', { type: 'withdraw' }, hours(4), { version: 2 });
  expect(await figuresOf('back')).toMatchObject({ asked: 1, settled: 0, times: { answer: null } });
  await say(id, 'supplier', answer(3), hours(11), { answer: 'eliminate', version: 3 });
  expect((await figuresOf('back')).times.answer).toMatchObject({ count: 1, p50: 10 * HOUR_MS });
});

test('a time in which nothing happened has figures, all of them nothing', async () => {
  const scope = { from: hours(1e5), until: hours(1e5 + 24), upTo: 1e9, only: {}, hideRestrictedAt: null };
  const { whole, lines } = await readReport(db.pool, scope, 'check');
  expect(lines).toEqual([]);
  expect(whole).toMatchObject({ episodes: 0, anomalies: 0, pausedMs: 0 });
});
