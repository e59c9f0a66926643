import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, ourselves, startChild } from '../../cli/child';
import { keepUp } from '../../cli/keep-up';

const dir = mkdtempSync(join(tmpdir(), 'vigie-keep-up-'));
afterAll(() => rmSync(dir, { recursive: true }));
const start = (file: string, args: string[]) => (): Promise<Child & { stop(): Promise<void> }> =>
  startChild({
    launcher: ourselves('TERM'),
    file,
    args,
    pidFile: join(dir, 'pid'),
    logFile: join(dir, 'log'),
  }).then((child) => ({ ...child, stop: () => child.stop('SIGTERM') }));

test('a part that is killed comes back, and none is left once it was stopped', async () => {
  const parts: Child[] = [];
  const started: (() => void)[] = [];
  const kept = await keepUp(
    async () => {
      const part = await start('sleep', ['600'])();
      parts.push(part);
      started.pop()?.();
      return part;
    },
    () => undefined,
  );
  const again = new Promise<void>((resolve) => started.push(resolve));
  process.kill(parts[0]?.pid ?? 0, 'SIGKILL');
  await again;
  expect(parts.map((part) => part.running())).toEqual([false, true]);
  await kept.stop();
  expect(parts.map((part) => part.running())).toEqual([false, false]);
});

test('a part that ends when it is meant to is not started again', async () => {
  let lost = 0;
  const kept = await keepUp(start('sleep', ['600']), () => (lost += 1));
  kept.letGo();
  process.kill(kept.first.pid, 'SIGINT');
  await kept.gone;
  await kept.stop();
  expect(lost).toBe(0);
});
