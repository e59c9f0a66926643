import { z } from 'zod';
import { keepFlagScales } from '../../db/flag-scales';
import { rows, run } from '../../db/query';
import { INTO_L20 } from '../../domain/flag-scale-data';
import { useDatabase } from '../support/database';

const db = useDatabase();
const Row = z.object({
  scale: z.string(),
  version: z.string(),
  code: z.string(),
  meaning: z.string(),
  canonical: z.string(),
  lossy: z.boolean(),
  asked: z.boolean(),
});
const held = (): Promise<z.output<typeof Row>[]> =>
  rows(db.pool, Row, 'select scale, version, code, meaning, canonical, lossy, asked from flag_scale', []);
const sorted = (list: readonly object[]): string[] =>
  list.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();

test('the database knows every code of every flag scale as the program does, also after another release', async () => {
  expect(sorted(await held())).toEqual(sorted(INTO_L20));
  await run(db.pool, `update flag_scale set canonical = '1' where scale = 'L20' and code = '4'`, []);
  await run(db.pool, `insert into flag_scale values ('OLD', '1', '4', 'bad', '4', false, true)`, []);
  await keepFlagScales(db.pool);
  expect(sorted(await held())).toEqual(sorted(INTO_L20));
});
