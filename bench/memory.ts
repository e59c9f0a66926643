import { readFile } from 'node:fs/promises';

/** Watches the resident memory of a process (Linux); how much it was at most, in MB. */
export async function peakMemory(pid: number): Promise<() => Promise<number>> {
  let peakKb = 0;
  const look = async (): Promise<void> => {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    peakKb = Math.max(peakKb, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0));
  };
  await look();
  const timer = setInterval(() => void look(), 50);
  return async () => {
    await look();
    clearInterval(timer);
    return Math.round(peakKb / 1024);
  };
}
