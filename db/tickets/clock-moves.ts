import { newMarks } from '../../domain/sla/clock-agenda';
import { type Clock, type ClockKind, startClock } from '../../domain/sla/clock';
import { backdateClock, reopenClock, retargetClock } from '../../domain/sla/clock-changes';
import { cancelClock, mergeClock, passClock, pauseClock, resumeClock, stopClock } from '../../domain/sla/clock-moves';
import { type OlaLevel, targetMs, updateMove } from '../../domain/sla/policy';
import type { Timetable } from '../../domain/sla/timetable';
import type { ClockMove, TicketClock, Waited } from '../../domain/ticket/ticket';
import type { TicketLevel } from '../../domain/ticket/words';
import { type NewEvent, record } from '../events';
import type { Db } from '../query';
import type { Actor } from '../../domain/words';
import { insertClock, putOnPolicy, saveClock } from './clock-row';
import type { Promised } from '../sla/promises';
import { promisesOf } from './ask';
import type { Ticket } from './ticket-row';

export const OLA: Record<TicketLevel, OlaLevel> = {
  '1': 'level1',
  '2': 'level2',
  '3': 'specialist',
  external: 'external',
};

/** Carries moves out on the clocks of one ticket in its transaction, and keeps what they crossed in the log. */
export class ClockWork {
  readonly #tx: Db;
  readonly #ticket: Ticket;
  readonly #at: Date;
  readonly #clocks: TicketClock[];
  readonly #events: NewEvent[] = [];
  #cycle: number;
  #promised: Promise<Promised | null> | null = null;
  constructor(tx: Db, ticket: Ticket, at: Date) {
    this.#tx = tx;
    this.#ticket = ticket;
    this.#at = at;
    this.#clocks = [...ticket.facts.clocks];
    this.#cycle = ticket.facts.cycle;
  }

  /** The clocks as they stand now, and the cycle they count. */
  get now(): { clocks: readonly TicketClock[]; cycle: number } {
    return { clocks: this.#clocks, cycle: this.#cycle };
  }

  /** The calendar that is promised for it now. */
  timetable = async (): Promise<Timetable | null> => (await this.#promise())?.by ?? null;

  async carryOut(move: ClockMove): Promise<void> {
    const atMs = this.#at.getTime();
    switch (move.kind) {
      case 'pause':
        return this.#each((clock, by) => pauseClock(clock, by, atMs, move.reason));
      case 'resume':
        return this.#each((clock, by) => resumeClock(clock, by, atMs, move.reason));
      case 'pass':
        return this.#each((clock, by) => passClock(clock, by, atMs));
      case 'answered':
        return this.#stop(['response']);
      case 'message':
        return this.#update(move.from);
      case 'resolved':
        return this.#resolve();
      case 'reopened':
        return this.#reopen();
      case 'handed_on':
        await this.#stop(['ola']);
        return this.#start('ola', move.level);
      case 'reprioritised':
        return this.#retarget();
      case 'merged':
        return this.#each((clock, by) => mergeClock(clock, by, atMs));
      case 'waited':
        return this.#backdate(move.waited);
    }
  }

  /** Thresholds and breaches, each at its own instant. */
  async log(actor: Actor): Promise<void> {
    await record(this.#tx, this.#at, actor, this.#events);
  }

  #each = async (
    change: (clock: Clock, by: Timetable) => Clock,
    which: (one: TicketClock) => boolean = () => true,
  ): Promise<void> => {
    for (const [n, one] of this.#clocks.entries()) {
      if (one.clock.endedAtMs !== null || !which(one)) continue;
      await this.#put(n, one, change(one.clock, one.by));
    }
  };

  async #put(n: number, one: TicketClock, clock: Clock): Promise<void> {
    if (clock === one.clock) return;
    for (const { percent, atMs, skipped } of newMarks(one.clock, clock))
      this.#events.push({
        type: percent === 100 ? 'ticket.breached' : 'ticket.threshold',
        subject: `ticket/${this.#ticket.id}`,
        data: {
          clock: one.id,
          kind: clock.kind,
          percent,
          due: new Date(atMs).toISOString(),
          ...(skipped && { skipped }),
        },
      });
    if (one.clock.endedAtMs !== null && clock.endedAtMs === null)
      this.#events.push({
        type: 'ticket.clock_reopened',
        subject: `ticket/${this.#ticket.id}`,
        data: { clock: one.id, kind: clock.kind, cycle: one.cycle },
      });
    if (clock.endedAtMs !== null)
      this.#events.push({
        type: 'ticket.clock_ended',
        subject: `ticket/${this.#ticket.id}`,
        data: { clock: one.id, kind: clock.kind, state: clock.state, cycle: one.cycle },
      });
    this.#clocks[n] = { ...one, clock };
    await saveClock(this.#tx, one.id, clock);
  }

  #stop(kinds: readonly ClockKind[]): Promise<void> {
    return this.#each(
      (clock, by) => stopClock(clock, by, this.#at.getTime()),
      ({ clock }) => kinds.includes(clock.kind),
    );
  }

  /** A promised answer that nobody gave is not kept by an end: it falls away, unless it was broken already. */
  async #resolve(): Promise<void> {
    const atMs = this.#at.getTime();
    const isAnswered = this.#ticket.facts.firstAnsweredAt !== null;
    await this.#each((clock, by) => {
      const stopped = stopClock(clock, by, atMs);
      return clock.kind === 'response' && !isAnswered && stopped.state === 'met'
        ? cancelClock(clock, by, atMs)
        : stopped;
    });
  }

  /** Soon: the promise goes on where it stood. Later: another cycle begins. */
  async #reopen(): Promise<void> {
    const promised = await this.#promise();
    const last = this.#clocks.findLastIndex(({ clock }) => clock.kind === 'resolution');
    const one = this.#clocks[last];
    if (!one || !promised) return;
    const reopened = reopenClock(one.clock, one.by, this.#at.getTime(), promised.policy.reopenDays);
    if (reopened) {
      await this.#put(last, one, reopened);
      return;
    }
    this.#cycle += 1;
    await this.#start('resolution');
  }

  #backdate({ sinceMs, pauses }: Waited): Promise<void> {
    const older = { startedAtMs: sinceMs, pauses: [...pauses] };
    return this.#each(
      (clock, by) => backdateClock(clock, by, this.#at.getTime(), older),
      ({ clock }) => clock.kind === 'response',
    );
  }

  async #update(from: 'requester' | 'staff'): Promise<void> {
    const promised = await this.#promise();
    if (!promised) return;
    const runs = this.#clocks.some(({ clock }) => clock.kind === 'update' && clock.endedAtMs === null);
    const afterFirstResponse = this.#ticket.facts.firstAnsweredAt !== null;
    const move = updateMove(promised.policy.updateMode, { from, afterFirstResponse }, runs);
    if (move === 'stop' || move === 'restart') await this.#stop(['update']);
    if (move === 'start' || move === 'restart') await this.#start('update');
  }

  /** Another policy may be for it now: other targets, or none. */
  async #retarget(): Promise<void> {
    const promised = await this.#promise();
    const atMs = this.#at.getTime();
    const running = this.#clocks.filter(({ clock }) => clock.endedAtMs === null).map(({ id }) => id);
    if (promised) await putOnPolicy(this.#tx, running, promised.policy);
    await this.#each((clock, by) => {
      const level = OLA[this.#ticket.facts.level];
      const target = promised && targetMs(promised.policy, clock.kind, level);
      return target === null ? cancelClock(clock, by, atMs) : retargetClock(clock, by, atMs, target);
    });
  }

  async #start(kind: ClockKind, level: TicketLevel = this.#ticket.facts.level): Promise<void> {
    const promised = await this.#promise();
    const target = promised && targetMs(promised.policy, kind, OLA[level]);
    if (!promised || target === null) return;
    const { by, eras, policy } = promised;
    const { waiting, assignee } = this.#ticket.facts;
    const clock = startClock(by, { kind, targetMs: target, atMs: this.#at.getTime(), reasons: waiting });
    const id = await insertClock(this.#tx, {
      ticket: this.#ticket.id,
      cycle: this.#cycle,
      clock,
      level: kind === 'ola' ? level : null,
      person: kind === 'ola' ? assignee : null,
      policy: { code: policy.code, version: policy.version },
      eras,
    });
    this.#clocks.push({ id, cycle: this.#cycle, clock, by });
  }

  #promise(): Promise<Promised | null> {
    this.#promised ??= promisesOf(this.#tx, this.#ticket);
    return this.#promised;
  }
}
