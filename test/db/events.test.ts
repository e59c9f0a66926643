import { createHash } from 'node:crypto';
import { eventsAfter, placeEvents, record } from '../../db/events';
import { inTransaction } from '../../db/query';
import { AT } from '../support/facts';
import { useDatabase } from '../support/database';

const db = useDatabase();

test('a reader by position loses nothing and sees nothing twice under 16 writers', async () => {
  const WRITERS = 16;
  const EACH = 60;
  let writing = true;
  const seen: string[] = [];
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < EACH; n += 1)
      await inTransaction(db.pool, async (tx) => {
        await record(tx, AT, { kind: 'clock' }, [{ type: 'tick', subject: `writer/${writer}`, data: { n } }]);
        if (n % 7 === 0) await tx.query('select pg_sleep(0.005)'); // commit late, out of id order
      });
  };
  const read = async (): Promise<void> => {
    let position = 0;
    for (let last = false; ; ) {
      await placeEvents(db.pool);
      const page = await eventsAfter(db.pool, position, ['tick'], 100);
      for (const event of page) seen.push(`${event.subject}#${String(event.data['n'])}`);
      position = page.at(-1)?.position ?? position;
      if (page.length > 0) continue;
      if (last) return;
      last = !writing;
    }
  };
  const reader = read();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  writing = false;
  await reader;
  expect(new Set(seen).size).toBe(WRITERS * EACH);
  expect(seen.length).toBe(WRITERS * EACH);
});

test('each hash covers its event and the hash before it, whatever page of the sequencer placed it', async () => {
  const { rows } = await db.pool.query<{ words: string; hash: Buffer }>(
    `select concat_ws('|', id, extract(epoch from at), type, subject, actor, data::text) as words, hash from event order by position`,
  );
  let before = Buffer.alloc(0);
  for (const { words, hash } of rows) {
    before = createHash('sha256').update(before).update(words).digest();
    expect(hash.equals(before)).toBe(true);
  }
  expect(rows.length).toBeGreaterThan(900);
});
