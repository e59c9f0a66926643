import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { dropAbandonedFiles, readFileChunks, storeFile } from '../../db/files';
import { inTransaction, run } from '../../db/query';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { openCase } from '../support/stories';

const db = useDatabase();
const DAY_MS = 86_400_000;
const at = (days: number): Date => new Date(AT.getTime() + days * DAY_MS);

async function stored(text: string, when: Date): Promise<Buffer> {
  const bytes = Buffer.from(text);
  const sha256 = createHash('sha256').update(bytes).digest();
  await inTransaction(db.pool, (tx) => storeFile(tx, sha256, bytes.length, Readable.from([bytes]), when));
  return sha256;
}
const stands = async (sha256: Buffer): Promise<boolean> => {
  for await (const chunk of readFileChunks(db.pool, sha256)) return chunk.length > 0;
  return false;
};

test('a file that no answer names is thrown away after its day, and one that came again lives anew', async () => {
  const [abandoned, again, sent] = [await stored('a', at(0)), await stored('b', at(0)), await stored('c', at(0))];
  await stored('b', at(1));
  const id = await openCase(db.pool, { at: AT });
  await run(
    db.pool,
    `insert into answer (case_id, version, code, file_sha256, file_name, author, at) values ($1, 1, 'corrected_data', $2, 'c.csv', 'contact:1', $3)`,
    [id, sent, AT],
  );
  expect(await inTransaction(db.pool, (tx) => dropAbandonedFiles(tx, at(0.5)))).toBe(1);
  expect(await Promise.all([abandoned, again, sent].map(stands))).toEqual([false, true, true]);
});
