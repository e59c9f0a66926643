import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/config';
import { submitCommand } from '../../cli/submit/command';
import { useDatabase } from '../support/database';
import { item, ndjson, useApi } from '../support/post';

const here = useApi(useDatabase());
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'submit-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Runs the command as a shell would: what it printed, what it said, how it ended. */
async function vigieSubmit(...args: string[]): Promise<{ exit: number; out: string; said: string[] }> {
  const out: string[] = [];
  const said: string[] = [];
  let exit = -1;
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  const run =
    <A extends unknown[]>(command: (...given: A) => Promise<number>) =>
    async (...given: A): Promise<void> => {
      exit = await command(...given);
    };
  try {
    await submitCommand(run, (line) => void said.push(line))
      .exitOverride()
      .configureOutput({ writeErr: (text) => void said.push(text), writeOut: (text) => void out.push(text) })
      .parseAsync(args, { from: 'user' });
  } finally {
    log.mockRestore();
  }
  return { exit, out: out.join('\n'), said };
}

const two = (): string => {
  const path = join(dir, 'found.ndjson');
  writeFileSync(path, ndjson([item({ sensor: dir }), { ...item(), check: undefined }]));
  return path;
};
const whereTo = (): string[] => ['--url', here.url, '--key', here.key];

test('says in a line what came of the file, the first case, and what to do next', async () => {
  const path = two();
  const { exit, out, said } = await vigieSubmit(path, ...whereTo());
  expect(exit).toBe(3);
  expect(out).toContain(`${path}: 2 read · 1 new · 1 refused (line 2) → ${join(dir, 'found.refused.ndjson')}`);
  expect(out).toMatch(/Case A-\d{4}-\d{5} PSAL qartod\.spike_test ×1/);
  expect(said.join('\n')).toContain('found.ndjson:2 check: "check" is missing. Fill this field in.');
});

test('--json prints one document, with totals, runs, cases and what was refused', async () => {
  const { exit, out, said } = await vigieSubmit(two(), ...whereTo(), '--json');
  const printed = JSON.parse(out) as Record<string, unknown>;
  expect(printed).toMatchObject({
    exit,
    totals: { received: 2, created: 1, rejected: 1 },
    runs: [expect.any(String)],
    cases: [expect.stringMatching(/^A-/)],
    refused: [{ line: 2, column: 'check', code: 'required', hint: expect.any(String) }],
  });
  expect(said).toEqual([]);
});

test('--quiet prints nothing when all is well', async () => {
  const path = join(dir, 'good.ndjson');
  writeFileSync(path, ndjson([item({ sensor: 'quiet' })]));
  expect(await vigieSubmit(path, ...whereTo(), '--quiet')).toEqual({ exit: 0, out: '', said: [] });
});

test('names what was used wrongly', async () => {
  await expect(vigieSubmit(two(), '--url', here.url)).rejects.toThrow(UsageError);
  await expect(vigieSubmit(join(dir, 'none.csv'), ...whereTo())).rejects.toThrow('there is no such file');
  await expect(vigieSubmit(two(), ...whereTo(), '--format', 'word')).rejects.toThrow('Allowed choices are ioos_qc');
  await expect(vigieSubmit(two(), '--key', 'k', '--url', 'ship')).rejects.toThrow('no address');
  await expect(vigieSubmit(two(), ...whereTo(), '--complete')).rejects.toThrow('--checks');
});

test('help begins with examples and ends with the exit codes', async () => {
  const help: string[] = [];
  const command = submitCommand(
    () => () => Promise.resolve(),
    () => {},
  ).configureOutput({ writeOut: (text) => void help.push(text) });
  command.outputHelp();
  expect(help.join('')).toMatch(/^Examples:[^]*--dry-run[^]*75 try again later, 130/);
});
