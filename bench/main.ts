import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { approvals } from './approvals';
import { ingest } from './ingest';
import { letters } from './letters';
import type { Line } from './load';
import { page } from './page';
import { posts } from './posts';
import { startSite } from './site';

/** Runs every benchmark once on one demo and writes the table. Ratios are of one run; absolute figures are of one machine. */
async function main(): Promise<void> {
  const site = await startSite();
  const lines: Line[] = [];
  try {
    for (const bench of [page, posts, approvals, letters, ingest]) {
      const line = await bench(site);
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
  const text = `# Measured by \`npm run bench\`\n\nNode ${process.version}, ${cpus().length} cores, Postgres, Temporal, server, worker and client together on them.\n\n${table}\n`;
  await writeFile('bench/results.md', text);
  console.log(text);
}
void main();
