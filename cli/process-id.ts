import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Since when this process runs, in whatever unit the system has: a number used again is told apart. Null when it is gone. */
function startOf(pid: number): string | null {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? null : (fields[18] ?? null);
    } catch {
      return null;
    }
  }
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim() || null;
}

/** What a pid file holds: enough to know later whether the very same process still runs. */
export const identify = (pid: number): string => `${pid} ${startOf(pid) ?? ''}`;

/** The process that a pid file names, if it still runs. */
export function runningFrom(pidFile: string): number | null {
  if (!existsSync(pidFile)) return null;
  const [pid, ...start] = readFileSync(pidFile, 'utf8').trim().split(' ');
  const found = Number(pid);
  return found > 1 && startOf(found) === start.join(' ') ? found : null;
}

const POLL_MS = 25;
/** Signals a process that is not our child and waits for its end; SIGKILL when it takes too long. */
export async function endProcess(pidFile: string, signal: NodeJS.Signals, waitMsMax: number): Promise<void> {
  const pid = runningFrom(pidFile);
  if (pid === null) return;
  process.kill(pid, signal);
  for (let waited = 0; runningFrom(pidFile) !== null; waited += POLL_MS) {
    if (waited === waitMsMax) process.kill(pid, 'SIGKILL');
    if (waited > 2 * waitMsMax) throw new Error(`process ${pid} does not end`);
    await sleep(POLL_MS);
  }
}
