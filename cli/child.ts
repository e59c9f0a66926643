import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { environment } from './config';
import { identify } from './process-id';

/** Whom a server that refuses to be root runs as. */
export interface ServerUser {
  uid: number;
  gid: number;
}
/** How a program is started: what goes before it on the command line, and as whom. */
export interface Launcher {
  prefix: string[];
  user: Partial<ServerUser>;
}

const SETPRIV = '/usr/bin/setpriv';
/** On Linux the kernel itself signals the child when we are killed; elsewhere the next start ends it by its pid file. */
const diesWithUs = (signal: string): string[] => (existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', signal] : []);
export const ourselves = (signal: string): Launcher => ({ prefix: diesWithUs(signal), user: {} });

const NICE = '/usr/bin/nice';
/** What may wait a little gives way to what people and pipelines wait for, when both want the same core. */
export const givingWay = ({ prefix, user }: Launcher): Launcher => ({
  prefix: existsSync(NICE) ? [...prefix, NICE, '-n', '15'] : prefix,
  user,
});

/**
 * The launchers worth trying as root, the least privileged first. The second may pass through folders of root's that its
 * user could not enter (a clone under /root): it keeps that one capability and nothing else.
 */
export function launchersFor({ uid, gid }: ServerUser, signal: string): Launcher[] {
  const setpriv = diesWithUs(signal);
  if (setpriv.length === 0) return [{ prefix: [], user: { uid, gid } }];
  const as = [...setpriv, '--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  const through = '-all,+dac_override';
  return [
    { prefix: as, user: {} },
    {
      // Without no_setuid_fixup access(2) would still answer as if the capability were not there.
      prefix: [...as, '--securebits', '+no_setuid_fixup', '--inh-caps', through, '--ambient-caps', through],
      user: {},
    },
  ];
}

const commandOf = ({ prefix }: Launcher, file: string, args: string[]): [string, string[]] => {
  const [first = file, ...rest] = [...prefix, file, ...args];
  return [first, rest];
};

/** Runs a program to its end; what it wrote to stderr when it failed, else null. */
export function runToEnd(launcher: Launcher, file: string, args: string[]): string | null {
  const done = spawnSync(...commandOf(launcher, file, args), { ...launcher.user, cwd: '/', encoding: 'utf8' });
  return done.status === 0 ? null : done.stderr || done.error?.message || `${file} ended with ${done.status}`;
}

export interface Child {
  pid: number;
  /** How it ended, once it has. */
  exited: Promise<string>;
  running(): boolean;
  /** Signals it and waits for its end. */
  stop(signal: NodeJS.Signals): Promise<void>;
}

export interface ChildPlan {
  launcher: Launcher;
  file: string;
  args: string[];
  pidFile: string;
  logFile: string;
  env?: Record<string, string>;
}

export const STOP_MS_MAX = 15_000;
/** Starts the program as our own child; whatever a killed predecessor left running must have been ended (`endProcess`). */
export async function startChild(plan: ChildPlan): Promise<Child> {
  const log = openSync(plan.logFile, 'a', 0o600);
  const [command, args] = commandOf(plan.launcher, plan.file, plan.args);
  const child = spawn(command, args, {
    ...plan.launcher.user,
    cwd: '/',
    env: { ...environment(), ...plan.env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  if (child.pid === undefined) throw new Error(`${plan.file} cannot be started: ${await exited}`);
  writeFileSync(plan.pidFile, identify(child.pid));
  return { pid: child.pid, exited, running: () => isRunning(child), stop: (signal) => stop(child, exited, signal) };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

async function stop(child: ChildProcess, exited: Promise<string>, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  child.kill(signal);
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await exited;
  clearTimeout(kill);
}

/** The end of a log file, for a message. */
export const lastLines = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-3).join(' ') : '';
