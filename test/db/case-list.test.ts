import { countByTurn, findSummary, listCases } from '../../db/case-list';
import { useDatabase } from '../support/database';

const db = useDatabase();

beforeAll(async () => {
  await db.pool.query(
    `insert into anomaly_case (number, case_key, source, supplier, dataset, platform, check_code, family, policy, phase, severity, trusted,
                               opened_at, phase_since, turn, next_due_at)
     select 'A-2026-' || lpad(n::text, 5, '0'), sha256(n::text::bytea), 'tsg', 'genavir', 'leg_' || n, '35HT', 'qartod.spike_test', 'value', 'default',
            case when n % 2 = 0 then 'triage' else 'notified' end, 'error', false, '2026-03-02', '2026-03-02',
            case when n % 2 = 0 then 'desk' else 'supplier' end, case when n % 3 = 0 then timestamptz '2026-03-02' + make_interval(hours => 20 - n) end
       from generate_series(1, 10) n`,
  );
});

const walk = async (sort: 'newest' | 'oldest' | 'due'): Promise<string[]> => {
  const numbers: string[] = [];
  for (let after = null as Parameters<typeof listCases>[2]['after']; ; ) {
    const page = await listCases(db.pool, {}, { sort, limit: 3, ...(after ? { after } : {}) });
    numbers.push(...page.items.map(({ number }) => number.slice(-2)));
    if (!page.next) return numbers;
    after = page.next;
  }
};

test('pages follow each other without gaps or doubles, whatever the order', async () => {
  expect(await walk('newest')).toEqual(['10', '09', '08', '07', '06', '05', '04', '03', '02', '01']);
  expect(await walk('oldest')).toEqual(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10']);
  expect(await walk('due')).toEqual(['09', '06', '03', '01', '02', '04', '05', '07', '08', '10']);
});

test('a list is narrowed by whose turn it is and by words, in which % and _ are only themselves', async () => {
  const count = async (filter: Parameters<typeof listCases>[1]): Promise<number> =>
    (await listCases(db.pool, filter, { limit: 50 })).items.length;
  expect(await count({ turn: 'desk' })).toBe(5);
  expect(await count({ q: 'A-2026-00007' })).toBe(1);
  expect(await count({ q: 'leg_1' })).toBe(2);
  expect(await count({ q: 'leg%1' })).toBe(0);
  expect(await countByTurn(db.pool)).toEqual({ desk: 5, supplier: 5, pipeline: 0, clock: 0, none: 0 });
  expect(await findSummary(db.pool, 'A-2026-99999')).toBeNull();
});
