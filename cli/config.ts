import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type AllowList, NOTHING_ALLOWED, parseAllowList } from '../domain/webhook-address';

/** A secret may also come from a file, named by the same variable with `_FILE` behind (Docker and systemd secrets). */
const SECRETS = ['DATABASE_URL', 'SMTP_URL', 'IMAP_URL', 'VIGIE_LINK_KEY', 'VIGIE_KEY'] as const;
const KEY_BYTES = 32;
const PORT_MAX = 65_535;
/** A local part has 64 characters; a reply token takes 33 of them. */
const LOCAL_MAX = 31;

const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    );
const whole = (max: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n <= max, `must be at most ${max}`);

/**
 * Every variable that Vigie reads, in the order of `vigie --help` and of the README's table. `shown` is what the table
 * prints as the default.
 */
export const Environment = z.object({
  DATABASE_URL: url('postgres', 'postgresql')
    .optional()
    .meta({ description: 'Postgres 15 or newer, as the owner of the database. Not used by `demo` and `start`.' }),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'must be host:port')
    .optional()
    .meta({ description: 'Temporal service, `host:port`. `demo` and `start` run their own when it is not given.' }),
  TEMPORAL_NAMESPACE: z.string().default('default').meta({ description: 'Temporal namespace.', shown: 'default' }),
  TEMPORAL_CLI_PATH: z
    .string()
    .optional()
    .meta({ description: 'The `temporal` program, for the embedded server. Found or fetched when it is not given.' }),
  SMTP_URL: url('smtp', 'smtps')
    .optional()
    .meta({ description: 'Where mail leaves. `start` keeps mail in the built-in mailbox when it is not given.' }),
  MAIL_FROM: z
    .string()
    .default('Vigie <vigie@example.org>')
    .meta({ description: 'Sender of every mail.', shown: 'Vigie <vigie@example.org>' }),
  BASE_URL: url('http', 'https')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional()
    .meta({ description: 'Address under which people reach Vigie; every link is made from it.', shown: 'own address' }),
  VIGIE_PORT: whole(PORT_MAX)
    .optional()
    .meta({ description: 'Port of the HTTP server; 0 takes any free one.', shown: '8080, else a free one' }),
  VIGIE_HOST: z
    .string()
    .default('127.0.0.1')
    .meta({ description: 'Address the HTTP server listens on.', shown: '127.0.0.1' }),
  VIGIE_DATA_DIR: z
    .string()
    .default('.vigie')
    .transform((path) => resolve(path))
    .meta({ description: 'What `demo` and `start` keep: database, Temporal, mailbox, keys.', shown: '.vigie/' }),
  VIGIE_LINK_KEY: z
    .string()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === KEY_BYTES, `must be ${KEY_BYTES} bytes in base64: openssl rand -base64 32`)
    .optional()
    .meta({ description: 'Key of the supplier links, 32 bytes in base64. `demo` and `start` make and keep one.' }),
  VIGIE_CENTRE_NAME: z.string().default('SISMER').meta({ description: 'Name of the data centre.', shown: 'SISMER' }),
  VIGIE_CENTRE_EMAIL: z
    .email()
    .default('qualite@example.org')
    .meta({ description: 'Where a supplier reaches the data centre.', shown: 'qualite@example.org' }),
  VIGIE_REPLY_ADDRESS: z
    .email()
    .refine((text) => text.indexOf('@') <= LOCAL_MAX, `must have at most ${LOCAL_MAX} characters before the @`)
    .optional()
    .meta({
      description:
        'Mailbox that Vigie reads, e.g. `qualite@example.org`: replies and bounces come to `qualite+…@example.org`.',
      shown: 'replies go to the data centre',
    }),
  VIGIE_WEBHOOK_ALLOW: z
    .string()
    .default('')
    .transform((text, context): AllowList => {
      const list = parseAllowList(text);
      if (!list) context.addIssue('must be hosts, host:port, addresses or networks, by commas');
      return list ?? NOTHING_ALLOWED;
    })
    .meta({
      description:
        'Where webhooks may go beside the public internet, by commas: `host`, `host:port`, an address, a network (`10.1.0.0/16`). There `http` and any port are allowed.',
    }),
  IMAP_URL: url('imap', 'imaps')
    .refine((text) => URL.canParse(text) && new URL(text).username !== '', 'must name a user and a password')
    .optional()
    .meta({
      description:
        'Folder that is read for replies, `imaps://user:password@host/INBOX`, user and password percent-encoded.',
    }),
  MAIL_LISTEN: url('smtp', 'lmtp')
    .optional()
    .meta({ description: 'Where `work` takes mail in from your mail server, `lmtp://127.0.0.1:2424` or `smtp://…`.' }),
  MAIL_AUTHSERV_ID: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,253}$/, 'must be a name')
    .optional()
    .meta({
      description:
        'Name by which your mail server signs `Authentication-Results`; without it no reply answers by itself.',
    }),
  VIGIE_KEY: z.string().optional().meta({ description: 'API key that `vigie submit` sends.' }),
  TRUST_PROXY: whole(9)
    .default(0)
    .meta({ description: 'How many reverse proxies stand before Vigie (for the address of a caller).', shown: '0' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ description: 'How much is written to the log.', shown: 'info' }),
});
export type Config = z.output<typeof Environment>;

/** A mistake of whoever runs the command: shown as it is, without a stack. */
export class UsageError extends Error {}

/** The configuration, or a `UsageError` that names every wrong variable. */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.keys(Environment.shape)
      .map((name) => [name, env[name] || secretFromFile(name, env)] as const)
      .filter(([, value]) => value),
  );
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join('\n'));
}

function secretFromFile(name: string, env: Record<string, string | undefined>): string | undefined {
  const path = SECRETS.some((secret) => secret === name) ? env[`${name}_FILE`] : undefined;
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    throw new UsageError(`${name}_FILE: ${path} cannot be read.`);
  }
}

/** Reads `.env` of the working directory (what the environment says goes first), then the environment. */
export function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseConfig(process.env);
}

/** The variables a command cannot do without, or a `UsageError` that names those missing. */
export function demand<K extends keyof Config>(config: Config, ...names: K[]): { [P in K]: NonNullable<Config[P]> } {
  const missing = names.filter((name) => config[name] === undefined);
  if (missing.length > 0) throw new UsageError(`${missing.join(', ')}: not set. See vigie --help.`);
  // Safe: every named variable was just seen to be there.
  return config as { [P in K]: NonNullable<Config[P]> };
}

/** What child programs and `pip` settings are read from: the environment as it is. */
export const environment = (): NodeJS.ProcessEnv => process.env;

export interface Variable {
  name: string;
  description: string;
  shown: string;
  mayBeFile: boolean;
}
export const variables = (): Variable[] =>
  Object.entries(Environment.shape).map(([name, schema]) => {
    const { description = '', shown = '' } = (schema.meta() ?? {}) as { description?: string; shown?: string };
    return { name, description, shown, mayBeFile: SECRETS.some((secret) => secret === name) };
  });
