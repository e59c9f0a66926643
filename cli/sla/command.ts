import { createReadStream, existsSync } from 'node:fs';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import { lines } from '../../formats/json-items';
import { UsageError } from '../config';
import { answerer, wireOf } from './answer';
import { textOf } from './text';

const EXIT = { answered: 0, someRefused: 1 } as const;

/** A question with a hundred thousand pauses has a tenth of it. */
const LINE_BYTES = 64 * 1024 * 1024;
/** Answers each line of the input in its place, as JSON or in words; blank lines are none. */
export async function explainLines(input: Readable, output: Writable, json: boolean): Promise<number> {
  const answer = answerer();
  let refused = 0;
  for await (const { line, bytes } of lines(input, LINE_BYTES)) {
    const found = answer(bytes, line);
    if (!found) continue;
    if (!found.ok) refused += 1;
    const said = json ? JSON.stringify(wireOf(found)) : `${textOf(found)}\n`;
    if (!output.write(`${said}\n`)) await once(output, 'drain');
  }
  return refused > 0 ? EXIT.someRefused : EXIT.answered;
}

const HELP = `
One question a line (NDJSON), answered in the same order:
  {"calendar": {"zone": "Europe/Paris", "weekly": {"1": [["09:00","12:30"],["13:30","17:30"]]}, "holidays": ["2026-07-14"]},
   "start": "2026-06-01T08:00:00Z", "target_minutes": 240, "pauses": [["2026-06-01T15:00:00Z","2026-06-02T08:00:00Z"]]}

weekly    1 = Monday to 7; a day ends at 24:00 or, where "until" is the earlier, on the day after; a day left out is closed
also      calendar.public_holidays ("FR", "FR-A", "GF", "GP", "MQ", "NC", "PF", "PM", "RE", "YT"), calendar.closures ([["08-01","08-23"]],
          every year, or whole days once), calendar.shifts ({"2026-12-24": [["09:00","12:00"]]}, that day's own hours)
pauses    [from, until]; null for "until": it still lasts, and nothing is due

With --json an answer is {"due", "target_minutes", "sum": [{"kind", "from", "until", "minutes", "total_minutes"}]}; a line that is no
question gets {"error": {"line", "field", "message"}} in its place.
Exit code: 0 every line was answered, 1 at least one was not, 2 wrong usage.
`;

type Run = <A extends unknown[]>(command: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

export function slaCommand(run: Run): Command {
  const command = new Command('sla').description('deadlines in working time');
  command
    .command('explain <file>')
    .description('say when something is due and why, line by line; - reads from standard input')
    .option('--json', 'as JSON', false)
    .addHelpText('after', HELP)
    .action(
      run(async (file: string, { json }: { json: boolean }) => {
        if (file !== '-' && !existsSync(file)) throw new UsageError(`${file}: there is no such file.`);
        // Whoever reads may have seen enough, as `head` does.
        process.stdout.on('error', (error: NodeJS.ErrnoException) => {
          process.exit(error.code === 'EPIPE' ? EXIT.answered : EXIT.someRefused);
        });
        return explainLines(file === '-' ? process.stdin : createReadStream(file), process.stdout, json);
      }),
    );
  return command;
}
