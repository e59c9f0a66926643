import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startPostgres } from '../../cli/embedded-postgres';
import { takeDataDir } from '../../cli/kept';
import { identify } from '../../cli/process-id';
import { openPool } from '../../db/query';

let dir: string;
let postgres: EmbeddedPostgres | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigie-postgres-'));
});
afterEach(async () => {
  await postgres?.stop();
  rmSync(dir, { recursive: true });
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const pool = openPool(url, 1);
  pool.on('error', () => {});
  try {
    return (await pool.query(sql)).rows;
  } finally {
    await pool.end();
  }
}
const processOf = (): number => Number(readFileSync(join(dir, 'postgres.pid'), 'utf8').split(' ')[0]);

test('data are kept over a stop and a start, the password is private, and words are compared as Unicode', async () => {
  postgres = await startPostgres(dir);
  await ask(postgres.url, "create table kept as select upper('été') as word");
  await postgres.stop();
  postgres = await startPostgres(dir);
  expect(await ask(postgres.url, 'select word from kept')).toEqual([{ word: 'ÉTÉ' }]);
  expect(statSync(join(dir, 'postgres.password')).mode & 0o777).toBe(0o600);
});

test('after SIGKILL of the server a start heals, with everything that was committed', async () => {
  postgres = await startPostgres(dir);
  await ask(postgres.url, 'create table kept as select 1 as n');
  process.kill(processOf(), 'SIGKILL');
  postgres = await startPostgres(dir);
  expect(await ask(postgres.url, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('a server that outlived its killed Vigie is stopped first', async () => {
  const orphan = await startPostgres(dir);
  const before = processOf();
  postgres = await startPostgres(dir);
  expect(processOf()).not.toBe(before);
  await orphan.exited;
  await expect(ask(orphan.url, 'select 1')).rejects.toThrow();
  expect(await ask(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a start that was killed while it made its folder leaves nothing that the next one trips over', async () => {
  mkdirSync(join(dir, 'postgres.new/base'), { recursive: true });
  writeFileSync(join(dir, 'postgres.new/PG_VERSION'), '18');
  postgres = await startPostgres(dir);
  expect(await ask(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('two Vigies do not share a data directory', async () => {
  const other = spawn('sleep', ['30']);
  writeFileSync(join(dir, 'vigie.pid'), identify(other.pid ?? 0));
  expect(() => takeDataDir(dir)).toThrow(/^Another Vigie \(process \d+\) uses/);
  const gone = new Promise((resolve) => other.once('exit', resolve));
  other.kill('SIGKILL');
  await gone;
  const giveBack = takeDataDir(dir);
  giveBack();
});
