import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createKey, findKey } from '../db/keys';
import { createPerson } from '../db/people';
import { inTransaction, type Pool } from '../db/query';
import { importRegister } from '../db/registers';
import { SCOPES } from '../domain/permissions';
import { REGISTER_NAMES } from '../domain/registers/column';
import { LANGUAGES, type Role } from '../domain/words';
import type { ReportFormat } from '../formats/index';
import { keptIn, writePrivately } from './kept';
import { SAMPLES } from './paths';
import { COMMAND_LINE, importFile } from './registers';
import { seedDesk } from './seed-desk';
import { submitFiles } from './submit/index';
import type { Submission } from './submit/submission';
import { clock } from './wire';

export interface Login {
  email: string;
  password: string;
  role: Role;
}
const PEOPLE: { code: string; name: string; role: Role }[] = [
  { code: 'anna', name: 'Anna Le Goff', role: 'assistant' },
  { code: 'marc', name: 'Marc Tanguy', role: 'assistant' },
  { code: 'lise', name: 'Lise Kerandel', role: 'level2' },
  { code: 'yann', name: 'Yann Prigent', role: 'specialist' },
  { code: 'nora', name: 'Nora Salaün', role: 'manager' },
  { code: 'jean', name: 'Jean Corre', role: 'administrator' },
  { code: 'eva', name: 'Eva Roudaut', role: 'read_only' },
];

const PASSWORD_BYTES = 12;
/** The people of the demo, all with one password that was drawn at the first start. */
export async function seedPeople(pool: Pool, dir: string): Promise<Login[]> {
  const password = keptIn(join(dir, 'demo.password'), () => randomBytes(PASSWORD_BYTES).toString('base64url'));
  for (const { code, name, role } of PEOPLE)
    await createPerson(pool, { code, email: `${code}@example.org`, name, role, language: LANGUAGES[0], password });
  return PEOPLE.map(({ code, role }) => ({ email: `${code}@example.org`, password, role }));
}

/** A key with every scope that acts as the first assistant; the same one at each start. */
export async function seedKey(pool: Pool, dir: string): Promise<string> {
  const file = join(dir, 'demo.key');
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept && typeof (await findKey(pool, kept, clock())) === 'object') return kept;
  const made = { name: 'demo', person: PEOPLE[0]?.code ?? null, scopes: SCOPES, expiresAt: null, environment: 'demo' };
  const { key } = await inTransaction(pool, (tx) => createKey(tx, made, clock()));
  writePrivately(file, key);
  return key;
}

/** Waits that a visitor can sit through: letters seconds after the anomaly, reminders after a week. */
const DEMO_POLICY = {
  code: 'default',
  name: 'Démonstration',
  grouping_wait_info_ms: '5 s',
  grouping_wait_warning_ms: '5 s',
  grouping_wait_error_ms: '5 s',
  grouping_wait_critical_ms: '0',
  remind_after_ms: '7 d',
};

export async function seedRegisters(pool: Pool): Promise<void> {
  const policy = { header: Object.keys(DEMO_POLICY), rows: [{ line: 2, cells: Object.values(DEMO_POLICY) }] };
  const done = [
    await importRegister(pool, {
      register: 'policies',
      table: policy,
      actor: COMMAND_LINE,
      at: clock(),
      preview: false,
    }),
  ];
  for (const register of IN_ORDER) {
    const file = join(SAMPLES, 'registers', `${register}.csv`);
    if (existsSync(file)) done.push(await importFile(pool, register, file, false));
  }
  const errors = done.flatMap((result) => (result.ok ? [] : result.errors));
  if (errors.length > 0) throw new Error(`the sample registers are refused: ${JSON.stringify(errors)}`);
  await seedDesk(pool, clock());
}
/** Whoever is referred to first. */
const IN_ORDER = [...REGISTER_NAMES].sort((a, b) => Number(a === 'contacts') - Number(b === 'contacts'));

interface SamplePost {
  file: string;
  format?: ReportFormat;
  config?: string;
  context?: Submission['context'];
}

/** Sends the samples through the real API, in the order of their manifest. */
export async function postSamples(url: string, key: string): Promise<void> {
  // Safe: our own file, and a wrong entry is refused by the server.
  const posts = JSON.parse(readFileSync(join(SAMPLES, 'manifest.json'), 'utf8')) as SamplePost[];
  for (const { file, format, config, context = {} } of posts) {
    const submission = {
      files: [join(SAMPLES, file)],
      url,
      key,
      dryRun: false,
      format,
      config: config && readFileSync(join(SAMPLES, config), 'utf8'),
      context,
      complete: false,
    };
    const { exit, files, refused } = await submitFiles(submission, {
      stdin: process.stdin,
      say: () => {},
      signal: new AbortController().signal,
      draw: null,
    });
    if (exit !== 0) throw new Error(`sample ${file}: ${JSON.stringify({ files, refused }).slice(0, 500)}`);
  }
}

/** Asks what is asked of a desk in a day, through the real API. */
export async function askSamples(url: string, key: string): Promise<void> {
  // Safe: our own file, and a wrong entry is refused by the server.
  const asked = JSON.parse(readFileSync(join(SAMPLES, 'desk', 'tickets.json'), 'utf8')) as { subject: string }[];
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  for (const ticket of asked) {
    const answer = await fetch(`${url}/api/v1/tickets`, { method: 'POST', headers, body: JSON.stringify(ticket) });
    if (!answer.ok) throw new Error(`sample ticket “${ticket.subject}”: ${(await answer.text()).slice(0, 500)}`);
  }
}

/** Runs `seed` at the first start only: what a visitor changes later stays as it is. */
export async function once(dir: string, seed: () => Promise<void>): Promise<void> {
  const marker = join(dir, 'demo.seeded');
  if (existsSync(marker)) return;
  await seed();
  writeFileSync(marker, '');
}
