import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demand, parseConfig, UsageError, variables } from '../../cli/config';
import { configHelp, configTable } from '../../cli/config-table';

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

test('without any variable the demo can run', () => {
  expect(parseConfig({})).toMatchObject({ VIGIE_HOST: '127.0.0.1', TEMPORAL_NAMESPACE: 'default', TRUST_PROXY: 0 });
  expect(parseConfig({}).VIGIE_DATA_DIR).toBe(join(process.cwd(), '.vigie'));
});

test('port 0 is a wish of its own, and an empty variable is none', () => {
  expect(parseConfig({ VIGIE_PORT: '0' }).VIGIE_PORT).toBe(0);
  expect(parseConfig({ VIGIE_PORT: '' }).VIGIE_PORT).toBeUndefined();
});

test('the address of the site loses its trailing slashes', () => {
  expect(parseConfig({ BASE_URL: 'https://vigie.example.org/' }).BASE_URL).toBe('https://vigie.example.org');
});

test.each([
  ['VIGIE_PORT', '80a'],
  ['VIGIE_PORT', '70000'],
  ['DATABASE_URL', 'mysql://db'],
  ['BASE_URL', 'vigie.example.org'],
  ['TEMPORAL_ADDRESS', 'temporal'],
  ['VIGIE_LINK_KEY', 'c2hvcnQ='],
  ['VIGIE_CENTRE_EMAIL', 'nobody'],
  ['LOG_LEVEL', 'loud'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => parseConfig({ [name]: value })).toThrow(new RegExp(`^${name}: `));
});

test('all mistakes are named at once', () => {
  expect(() => parseConfig({ VIGIE_PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/VIGIE_PORT[^]*LOG_LEVEL/);
});

test('what a command cannot do without is named', () => {
  const config = parseConfig({ DATABASE_URL: 'postgres://db/vigie' });
  expect(demand(config, 'DATABASE_URL').DATABASE_URL).toBe('postgres://db/vigie');
  expect(() => demand(config, 'DATABASE_URL', 'BASE_URL', 'VIGIE_LINK_KEY')).toThrow(
    'BASE_URL, VIGIE_LINK_KEY: not set',
  );
});

test('a secret may come from a file, and the variable itself goes first', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-config-'));
  const file = join(dir, 'url');
  writeFileSync(file, 'postgres://from-file/vigie\n');
  expect(parseConfig({ DATABASE_URL_FILE: file }).DATABASE_URL).toBe('postgres://from-file/vigie');
  expect(parseConfig({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://here/v' }).DATABASE_URL).toBe(
    'postgres://here/v',
  );
  rmSync(dir, { recursive: true });
  expect(() => parseConfig({ DATABASE_URL_FILE: file })).toThrow(UsageError);
});

test("the README's table and --help name every variable as the schema has it", () => {
  expect(README).toContain(configTable());
  for (const { name } of variables()) expect(configHelp()).toContain(name);
});
