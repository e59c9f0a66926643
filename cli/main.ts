#!/usr/bin/env node
import { Command } from 'commander';
import pc from 'picocolors';
import { keyCommand, userCommand } from './commands';
import { readConfig, UsageError } from './config';
import { configHelp } from './config-table';
import { startDemo } from './demo';
import { examine } from './doctor';
import { startEverything } from './everything';
import { inspectCommand } from './inspect';
import { faultOf, importFile, registerNamed, sayImport } from './registers';
import { runEverything, runMigrations, runServer, runWorker, welcome, withPool } from './running';
import { slaCommand } from './sla/command';
import { submitCommand } from './submit/command';

/** Words go to stderr: stdout is for data. */
const say = (line: string): void => console.error(line);
const USAGE = 2;

/** Runs a command to its exit code; a mistake of the caller's is one sentence, a fault of ours has its stack. */
const run =
  <A extends unknown[]>(command: (...args: A) => Promise<number>) =>
  async (...args: A): Promise<void> => {
    try {
      process.exitCode = await command(...args);
    } catch (error) {
      const sentence = error instanceof UsageError ? error.message : faultOf(error);
      console.error(sentence ?? error);
      process.exitCode = sentence ? USAGE : 1;
    }
    // Temporal's core keeps a thread that nothing ends.
    process.exit();
  };

const EXAMPLES = `Examples:
  vigie demo                                  try it out, with sample data
  vigie start                                 run everything on this machine
  vigie import suppliers suppliers.csv --preview
  vigie submit leg.csv --format ioos_qc --source qc --dataset D --key dqk_…
`;

const program = new Command('vigie')
  .description('The quality watch of a marine data centre.')
  .addHelpText('before', EXAMPLES)
  .addHelpText('after', () => `\n${configHelp()}`)
  .showSuggestionAfterError()
  .configureOutput({ outputError: (text, write) => write(pc.red(text)) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));

program
  .command('demo')
  .description('everything on this machine, with sample data')
  .action(run(() => runEverything(() => startDemo(readConfig(), say))));
program
  .command('start')
  .description('everything on this machine, empty')
  .action(
    run(() =>
      runEverything(async () => {
        const everything = await startEverything(readConfig(), { sendsMail: true, say });
        await welcome(everything, say);
        return everything;
      }),
    ),
  );
program
  .command('migrate')
  .description('bring the database to this release')
  .action(run(() => runMigrations(readConfig())));
program
  .command('serve')
  .description('the HTTP server')
  .action(run(() => runServer(readConfig())));
program
  .command('work')
  .description('the worker, the post and the relay')
  .action(run(() => runWorker(readConfig())));
program
  .command('import <register> <file>')
  .description('fill a register from a CSV file')
  .option('--preview', 'say what would change and write nothing', false)
  .action(
    run((register: string, file: string, { preview }: { preview: boolean }) =>
      withPool(readConfig(), async (pool) =>
        sayImport(await importFile(pool, registerNamed(register), file, preview), say),
      ),
    ),
  );
program
  .command('doctor')
  .description('look at every part and say what to do')
  .option('--json', 'as JSON', false)
  .action(
    run(async ({ json }: { json: boolean }) => {
      const findings = await examine(readConfig());
      if (json) console.log(JSON.stringify(findings, null, 2));
      else
        for (const { ok, part, say: words } of findings)
          console.log(`${ok ? pc.green('ok    ') : pc.red('broken')} ${part}: ${words}`);
      return findings.every(({ ok }) => ok) ? 0 : 1;
    }),
  );
program
  .addCommand(inspectCommand(run))
  .addCommand(submitCommand(run, say))
  .addCommand(slaCommand(run))
  .addCommand(keyCommand(run, say))
  .addCommand(userCommand(run, say));

/** A wrong argument ends every command alike: what is added does not take over how by itself. */
function inherit(parent: Command): void {
  for (const command of parent.commands) inherit(command.copyInheritedSettings(parent));
}
inherit(program);

void program.parseAsync();
