import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { createKey, revokeKey } from '../db/keys';
import { SCOPES, type Scope } from '../domain/permissions';
import { type Config, readConfig, UsageError } from './config';
import { createPersonWithPassword, drawNewPassword, type Named } from './people';
import { postFile } from './post';
import { withPool } from './running';
import { clock } from './wire';

type Say = (line: string) => void;
type Run = <A extends unknown[]>(command: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

const EXIT = { ok: 0, failed: 1, someRefused: 3, notPermitted: 4, tryAgain: 75 } as const;
const CONTEXT = ['source', 'dataset', 'cruise', 'supplier', 'platform', 'sensor', 'parameter', 'data_version'] as const;

interface SubmitOptions extends Partial<Record<(typeof CONTEXT)[number], string>> {
  key?: string;
  url?: string;
  format?: string;
  config?: string;
}

export function submitCommand(run: Run, say: Say): Command {
  const command = new Command('submit')
    .description('send anomalies or a report to a running Vigie')
    .argument('<files...>', 'JSON, NDJSON or CSV')
    .option('--url <url>', 'address of Vigie (default: BASE_URL, else the one that runs here)')
    .option('--key <key>', 'API key (default: the variable VIGIE_KEY)')
    .option('--format <format>', 'the files are reports of this tool, such as ioos_qc')
    .option('--config <file>', 'configuration of the tool that made the report');
  for (const name of CONTEXT) command.option(`--${name.replace('_', '-')} <code>`);
  return command.action(
    run(async (files: string[], options: Record<string, string>) => {
      let worst: number = EXIT.ok;
      for (const file of files) worst = Math.max(worst, await submit(file, withUnderscores(options), say));
      return worst;
    }),
  );
}

const withUnderscores = ({ dataVersion, ...options }: Record<string, string>): SubmitOptions =>
  dataVersion ? { ...options, data_version: dataVersion } : options;

async function submit(file: string, options: SubmitOptions, say: Say): Promise<number> {
  const config = readConfig();
  const key = options.key ?? config.VIGIE_KEY;
  if (!key) throw new UsageError('Give an API key by --key or VIGIE_KEY; vigie key create makes one.');
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file.`);
  const context = Object.fromEntries(CONTEXT.flatMap((name) => (options[name] ? [[name, options[name]]] : [])));
  const posted = { url: options.url ?? runningUrl(config), key, file, context };
  const { status, body } = await postFile({ ...posted, format: options.format, config: options.config }).catch(
    (error: unknown) => ({ status: 0, body: { detail: error instanceof Error ? error.message : String(error) } }),
  );
  console.log(JSON.stringify(body, null, 2));
  if (status !== 200) say(`${file}: not taken${status ? ` (${status})` : ': Vigie does not answer'}.`);
  return exitCode(status, body);
}

function exitCode(status: number, body: unknown): number {
  if (status === 0 || status === 429 || status === 503) return EXIT.tryAgain;
  if (status === 401 || status === 403) return EXIT.notPermitted;
  if (status !== 200) return EXIT.failed;
  // Safe: the answer of a taken post has the counts of its items.
  return (body as { rejected?: number }).rejected ? EXIT.someRefused : EXIT.ok;
}

function runningUrl({ BASE_URL, VIGIE_DATA_DIR, VIGIE_PORT }: Config): string {
  if (BASE_URL) return BASE_URL;
  const file = join(VIGIE_DATA_DIR, 'port');
  return `http://127.0.0.1:${existsSync(file) ? readFileSync(file, 'utf8') : (VIGIE_PORT ?? '8080')}`;
}

const DAY_MS = 86_400_000;
const KEY_DAYS_MAX = 400;
interface KeyOptions {
  name: string;
  person?: string;
  scopes: string;
  days: string;
}

export function keyCommand(run: Run, say: Say): Command {
  const command = new Command('key').description('API keys');
  command
    .command('create')
    .description('make a key; it is printed this once')
    .requiredOption('--name <name>', 'what it is for')
    .option('--person <code>', 'the person it acts as (default: a service)')
    .option('--scopes <scopes>', `any of ${SCOPES.join(',')}`, 'ingest')
    .option('--days <days>', 'how long it lives', String(KEY_DAYS_MAX))
    .action(run((options: KeyOptions) => withPool(readConfig(), (pool) => makeKey(pool, options, say))));
  command
    .command('revoke <id>')
    .description('end a key at once')
    .action(
      run((id: string) =>
        withPool(readConfig(), async (pool) => {
          const done = await revokeKey(pool, Number(id), clock());
          say(done ? `Key ${id} is revoked.` : `There is no key ${id} that is still alive.`);
          return done ? EXIT.ok : EXIT.failed;
        }),
      ),
    );
  return command;
}

async function makeKey(
  pool: Parameters<typeof createKey>[0],
  { name, person, scopes, days }: KeyOptions,
  say: Say,
): Promise<number> {
  const lifeDays = Number(days);
  if (!(lifeDays > 0 && lifeDays <= KEY_DAYS_MAX)) throw new UsageError(`--days: from 1 to ${KEY_DAYS_MAX}.`);
  const chosen = scopes.split(',').map((scope) => scopeNamed(scope.trim()));
  const expiresAt = new Date(clock().getTime() + lifeDays * DAY_MS);
  const made = { name, person: person ?? null, scopes: chosen, expiresAt, environment: 'live' };
  const { id, key } = await createKey(pool, made, clock());
  console.log(key);
  say(`Key ${id}, until ${expiresAt.toISOString().slice(0, 10)}. It is shown only this once.`);
  return EXIT.ok;
}

function scopeNamed(name: string): Scope {
  const found = SCOPES.find((scope) => scope === name);
  if (!found) throw new UsageError(`--scopes: ${name} is none of ${SCOPES.join(', ')}.`);
  return found;
}

export function userCommand(run: Run, say: Say): Command {
  const command = new Command('user').description('people who log in');
  command
    .command('create <code>')
    .description('add a person; the password is printed this once')
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .option('--role <role>', 'assistant, level2, specialist, manager, administrator, read_only', 'assistant')
    .option('--language <language>', 'fr or en', 'fr')
    .action(
      run((code: string, options: Omit<Named, 'code'>) =>
        withPool(readConfig(), async (pool) => {
          console.log(await createPersonWithPassword(pool, { code, ...options }));
          say('The password is shown only this once.');
          return EXIT.ok;
        }),
      ),
    );
  command
    .command('passwd <code>')
    .description('draw a new password; it is printed this once')
    .action(
      run((code: string) =>
        withPool(readConfig(), async (pool) => {
          console.log(await drawNewPassword(pool, code));
          say('The password is shown only this once; every session of this person has ended.');
          return EXIT.ok;
        }),
      ),
    );
  return command;
}
