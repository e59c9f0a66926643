import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { approvals } from './approvals';
import { inbox } from './inbox';
import { ingest } from './ingest';
import { letters } from './letters';
import type { Line } from './load';
import { page } from './page';
import { posts } from './posts';
import { reads } from './reads';
import { type Site, startSite } from './site';
import { webhooks } from './webhooks';
import { sla } from './sla';
import { statistics } from './statistics';
import { tickets } from './tickets';

const BENCHES: Record<string, (site: Site) => Promise<Line | Line[]>> = {
  page,
  posts,
  approvals,
  letters,
  inbox,
  ingest,
  reads,
  sla,
  statistics,
  tickets,
  webhooks,
};

/**
 * Runs every benchmark once on one demo and writes the table, or only those named as arguments. Ratios are of one run; absolute
 * figures are of one machine. BENCH_ROWS says how many rows a format.
 */
async function main(): Promise<void> {
  const only = process.argv.slice(2);
  const site = await startSite();
  const load = loadavg()[0]?.toFixed(1);
  const lines: Line[] = [];
  try {
    for (const [name, bench] of Object.entries(BENCHES))
      if (only.length === 0 || only.includes(name))
        for (const line of [await bench(site)].flat()) {
          console.error(`${line.what}: ${line.measured} ${line.ratio}`);
          lines.push(line);
        }
  } finally {
    await site.stop();
  }
  const table = [
    '| what | measured | against | ratio |',
    '| --- | --- | --- | --- |',
    ...lines.map(({ what, measured, against, ratio }) => `| ${what} | ${measured} | ${against} | ${ratio} |`),
  ].join('\n');
  const text = `# Measured by \`npm run bench\`\n\nNode ${process.version}, ${cpus().length} cores, Postgres, Temporal, server, worker and client together on them. Load when it began: ${load}.\n\n${table}\n`;
  if (only.length === 0) await writeFile('bench/results.md', text);
  console.log(text);
}
void main();
