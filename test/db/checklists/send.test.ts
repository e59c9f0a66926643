import { z } from 'zod';
import { readChecklistAgenda } from '../../../db/checklists/rows';
import { sendChecklist } from '../../../db/checklists/send';
import { placeEvents } from '../../../db/events';
import { firstRow, rows, run } from '../../../db/query';
import { editRow } from '../../../db/registers';
import type { Values } from '../../../domain/registers/column';
import { composeChecklist } from '../../../activities/checklists';
import { claimMails } from '../../../db/mails';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { posting } from '../../support/posting';

const db = useDatabase();
const DAY_MS = 86_400_000;
const actor = { kind: 'service', id: 'test' } as const;
const days = (n: number): Date => new Date(AT.getTime() + n * DAY_MS);
const edit = async (
  register: 'cruises' | 'contacts' | 'platforms' | 'suppliers',
  values: Values,
  code: string | null,
  at = AT,
) => expect(await editRow(db.pool, { register, values, code, actor, at })).toMatchObject({ ok: true });
const cruise = (code: string, values: Values) =>
  edit('cruises', { code, name: code, platform: '35HT', ...values }, null);
const idOf = async (code: string): Promise<number> =>
  (await firstRow(db.pool, z.object({ id: z.number() }), 'select id from checklist where cruise = $1', [code]))?.id ??
  0;
const dueIn = async (code: string): Promise<number | null> => {
  const { next } = await readChecklistAgenda(db.pool, await idOf(code));
  return next && (next.dueAtMs - AT.getTime()) / DAY_MS;
};
const mailsTo = async (code: string): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ to: z.string() }),
      `select to_email as to from mail m join checklist_mail k on k.mail = m.id join checklist c on c.id = k.checklist where c.cruise = $1 order by 1`,
      [code],
    )
  ).map(({ to }) => to);

beforeAll(async () => {
  await edit('suppliers', { code: 'GENAVIR', name: 'Genavir' }, null);
  await edit('platforms', { code: '35HT', name: 'Thalassa' }, null);
  await edit(
    'contacts',
    { supplier: 'GENAVIR', name: 'Bord', email: 'bord@example.org', role: 'on_board', platforms: ['35HT'] },
    null,
  );
});

test('it is due three weeks before the start, moves with the cruise, and falls away when that is cancelled', async () => {
  await cruise('MOVES', { start_at: days(60).toISOString() });
  expect(await dueIn('MOVES')).toBe(39);
  await edit('cruises', { start_at: days(90).toISOString() }, 'MOVES');
  expect(await dueIn('MOVES')).toBe(69);
  await edit('cruises', { cancelled: true }, 'MOVES');
  expect(await dueIn('MOVES')).toBeNull();
  expect(await sendChecklist(db.pool, await idOf('MOVES'), days(80))).toBe(false);
  expect(await mailsTo('MOVES')).toEqual([]);
});

test('chief scientist and ship get it once, each address one mail, and never again wherever the cruise moves', async () => {
  await cruise('ONCE', { start_at: days(30).toISOString(), chief_scientist_email: 'chief@example.org' });
  const id = await idOf('ONCE');
  expect(await sendChecklist(db.pool, id, days(8))).toBe(false);
  expect(await Promise.all([sendChecklist(db.pool, id, days(9)), sendChecklist(db.pool, id, days(9))])).toContain(true);
  expect(await mailsTo('ONCE')).toEqual(['bord@example.org', 'chief@example.org']);
  await edit('cruises', { start_at: days(300).toISOString() }, 'ONCE', days(10));
  expect(await dueIn('ONCE')).toBeNull();
});

test('a cruise without anybody to write to waits until there is somebody; one that left already gets none', async () => {
  await edit('cruises', { code: 'ALONE', name: 'ALONE', platform: '35ZZ', start_at: days(40).toISOString() }, null);
  expect(await dueIn('ALONE')).toBeNull();
  await edit(
    'contacts',
    { supplier: 'GENAVIR', name: 'Z', email: 'z@example.org', role: 'on_board', platforms: ['35ZZ'] },
    null,
  );
  expect(await dueIn('ALONE')).toBe(19);
  expect(await sendChecklist(db.pool, await idOf('ALONE'), days(41))).toBe(true);
  expect(await mailsTo('ALONE')).toEqual([]);
  await edit('cruises', { start_at: days(70).toISOString() }, 'ALONE', days(41));
  expect(await dueIn('ALONE')).toBe(49);
  await cruise('PAST', { start_at: days(-3).toISOString() });
  expect(await idOf('PAST')).toBe(0);
});

test('what went wrong on earlier cruises of the platform comes first; restricted cruises and other platforms say nothing', async () => {
  await cruise('EARLIER', { start_at: days(-90).toISOString() });
  await cruise('SECRET', { start_at: days(-80).toISOString(), access_rule: 'organisation' });
  const post = posting(db);
  const of = (check: string, cruiseCode: string, platform = '35HT') =>
    item({
      check,
      cruise: cruiseCode,
      platform,
      supplier: 'GENAVIR',
      dataset: cruiseCode,
      sensor: null,
      locus: { file: `${check}${cruiseCode}` },
    });
  await post(
    [of('flat_line', 'EARLIER'), of('density_inversion', 'SECRET'), of('bottle', 'ELSEWHERE', '35PK')],
    days(1),
  );
  await placeEvents(db.pool);
  await cruise('NEXT', { start_at: days(30).toISOString() });
  expect(await sendChecklist(db.pool, await idOf('NEXT'), days(9))).toBe(true);
  const found = await firstRow(
    db.pool,
    z.object({ topics: z.array(z.object({ code: z.string(), cases: z.number() })) }),
    `select topics from checklist where cruise = 'NEXT'`,
  );
  expect(found?.topics[0]).toEqual({ code: 'stuck-values', cases: 1 });
  expect(found?.topics.map(({ code }) => code)).not.toContain('density-inversion');
  expect(found?.topics.map(({ code }) => code)).not.toContain('bottles');
  expect(found?.topics.slice(1).every(({ cases }) => cases === 0)).toBe(true);
});

test('the mail names what to check and the page; cancelled before it left, it does not leave', async () => {
  const deps = {
    pool: db.pool,
    baseUrl: 'http://vigie.example.org',
    linkKey: Buffer.alloc(32, 7),
    centre: { name: 'SISMER', email: 'qualite@example.org' },
    replyAddress: null,
  };
  await run(db.pool, `update mail set state = 'cancelled'`);
  await cruise('MAIL', { start_at: days(30).toISOString() });
  await sendChecklist(db.pool, await idOf('MAIL'), days(9));
  const [mail] = await claimMails(db.pool, days(9), days(10), 1, 'example.org');
  if (!mail) throw new Error('no mail');
  const composed = await composeChecklist(deps, mail, days(9));
  expect(composed).toMatchObject({ subject: expect.stringContaining('MAIL') });
  const { text = '', html = '' } = composed as { text?: string; html?: string };
  const [url] = /http:\/\/vigie\.example\.org\/checklist\/dql_[\w-]{43}\?lang=fr/.exec(text) ?? [];
  expect(url).toBeDefined();
  expect(html).toContain(url?.replace('&', '&amp;'));
  expect(text).toContain('[ ] ');
  expect(Buffer.byteLength(text)).toBeLessThan(4096);
  await edit('cruises', { cancelled: true }, 'MAIL', days(9));
  expect(await composeChecklist(deps, mail, days(9))).toEqual({ cancelled: 'the cruise was cancelled' });
});
