import { Command, Option } from 'commander';
import { READERS } from '../../formats/index';
import { readConfig } from '../config';
import { Api } from './api';
import { submitFiles } from './index';
import { CONTEXT, dashed, NAMES, type Options, submissionOf } from './options';
import { caseLines, fileLine, nextLines, refusalLine } from './summary';

type Say = (line: string) => void;
type Run = <A extends unknown[]>(command: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

const EXAMPLES = `Examples:
  vigie submit found.ndjson.gz                                anomalies: NDJSON, JSON, CSV or CloudEvents
  vigie submit leg.csv --source qc --dataset LEG-3            a tool's report, known by its content
  vigie submit leg.csv --format ioos_qc --config tests.json --source qc --dataset LEG-3
  my-checks | vigie submit - --json                           from a pipe; one JSON document on stdout
  vigie submit big.csv --dry-run                              reads and checks all of it, sends nothing
`;
const AFTER = `
The same command again sends only what is missing: after a cut it goes on, after the end it creates nothing.
Refused rows are written beside the file (leg.refused.csv) with line, column, code, message and hint: correct and submit that.

Exit codes: 0 all taken, 1 failed, 2 wrong use, 3 some rows refused, 4 not permitted, 5 not found, 6 conflict,
75 try again later, 130 stopped by Ctrl-C.
`;

export function submitCommand(run: Run, say: Say): Command {
  const command = new Command('submit')
    .description('send anomalies or reports to a running Vigie')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', AFTER)
    .argument('<files...>', 'files, also packed by gzip; - is stdin')
    .addOption(new Option('--format <format>', 'the files are reports of this kind').choices(Object.keys(READERS)))
    .option('--config <file>', 'configuration of the tool that made the report, or mapping of a CSV');
  for (const name of NAMES) command.option(`--${dashed(name)} <code>`, CONTEXT[name]);
  return command
    .option('--complete', 'the file holds all that its checks found in the dataset: what is not in it has recovered')
    .option('--checks <checks>', 'with --complete, for a list of anomalies: the checks that ran, by commas')
    .option('--url <url>', 'address of Vigie (default: BASE_URL, else the one that runs here)')
    .option('--key <key>', 'API key (default: the variable VIGIE_KEY)')
    .option('--dry-run', 'read and check, send nothing')
    .option('--json', 'one JSON document on stdout')
    .option('--quiet', 'no progress and no words unless something is wrong')
    .action(run((files: string[], options: Options) => submit(files, options, say)));
}

async function submit(files: string[], options: Options, say: Say): Promise<number> {
  const submission = submissionOf(files, options, readConfig());
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  process.once('SIGINT', abort);
  const isWatched = process.stderr.isTTY && !options.quiet;
  const io = {
    stdin: process.stdin,
    say: options.quiet ? () => {} : say,
    signal: stop.signal,
    draw: isWatched ? (text: string) => void process.stderr.write(text) : null,
  };
  const report = await submitFiles(submission, io).finally(() => process.off('SIGINT', abort));
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else if (!options.quiet || report.exit !== 0) {
    for (const file of report.files) console.log(fileLine(file, report));
    for (const refused of report.refused.slice(0, submission.dryRun ? undefined : REFUSED_SAID))
      say(refusalLine(refused));
    for (const line of await caseLines(new Api({ ...submission, ...io }), report)) console.log(line);
    for (const line of nextLines(report, submission.url)) say(line);
  }
  return report.exit;
}
const REFUSED_SAID = 5;
