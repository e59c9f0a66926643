import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeSchema } from '../support/describe-schema';
import { useDatabase } from '../support/database';

const db = useDatabase();

test('schema.sql says what the migrations make (npm run schema writes it anew)', async () => {
  const file = join(__dirname, '../../db/schema.sql');
  const now = await describeSchema(db.pool);
  if (process.env['VIGIE_WRITE_SCHEMA']) await writeFile(file, now);
  expect(await readFile(file, 'utf8')).toBe(now);
});
