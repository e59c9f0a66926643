import { Command } from 'commander';
import { createKey, revokeKey } from '../db/keys';
import { SCOPES, type Scope } from '../domain/permissions';
import { readConfig, UsageError } from './config';
import { createPersonWithPassword, drawNewPassword, type Named } from './people';
import { withPool } from './running';
import { clock } from './wire';

type Say = (line: string) => void;
type Run = <A extends unknown[]>(command: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

const EXIT = { ok: 0, failed: 1 } as const;
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
