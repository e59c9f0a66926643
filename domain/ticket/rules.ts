import type {
  ClockMove,
  TicketChange,
  TicketEffect,
  TicketEvent,
  TicketEventType,
  TicketFacts,
  TicketOn,
  TicketRefusal,
  TicketSide,
} from './ticket';
import { TICKET_STATES, type TicketState } from './words';

interface Rule<E extends TicketEventType> {
  by: readonly TicketSide[];
  in: readonly TicketState[];
  change: (facts: TicketFacts, event: TicketOn<E>, at: Date) => TicketChange | TicketRefusal;
}

const ACTIVE: readonly TicketState[] = ['new', 'open', 'waiting'];
const ALIVE: readonly TicketState[] = [...ACTIVE, 'resolved'];
const ALIVE_OR_CLOSED = TICKET_STATES.filter((state) => state !== 'merged');
const DESK: readonly TicketSide[] = ['desk'];

const clock = (move: ClockMove): TicketEffect => ({ kind: 'clock', move });
const stay = (facts: TicketFacts, patch: Partial<TicketFacts>, ...effects: TicketEffect[]): TicketChange => ({
  ok: true,
  facts: { ...facts, ...patch },
  effects,
});
const enter = (
  facts: TicketFacts,
  state: TicketState,
  at: Date,
  patch: Partial<TicketFacts>,
  ...effects: TicketEffect[]
): TicketChange =>
  stay(facts, { state, stateSince: state === facts.state ? facts.stateSince : at, ...patch }, ...effects);

/** Somebody has done something: nobody else need be asked for now. */
const HANDLED = { askNextAt: null } as const;
const STANDING = { waiting: [], waitUntil: null } as const;
const TELL: TicketEffect = { kind: 'tell_assignee' };

/** The table of states and events: what is not here is refused. */
const RULES: { [E in TicketEventType]: Rule<E> } = {
  assign: {
    by: ['clock'],
    in: ACTIVE,
    change: (facts, { to, level, askNextAt }, at) => handed(facts, to, level, askNextAt, at),
  },
  take: {
    by: DESK,
    in: ACTIVE,
    change: (facts, { by }, at) =>
      facts.assignee === by && facts.taken
        ? 'same_person'
        : enter(
            facts,
            facts.state === 'new' ? 'open' : facts.state,
            at,
            { assignee: by, taken: true, ...HANDLED, level: facts.level === 'external' ? '1' : facts.level },
            ...backHere(facts),
          ),
  },
  transfer: {
    by: DESK,
    in: ACTIVE,
    change: (facts, { to, level, askNextAt }, at) =>
      (to !== null || level === 'external') && to === facts.assignee && level === facts.level
        ? 'same_person'
        : handed({ ...facts, asked: [] }, to, level, askNextAt, at),
  },
  message: {
    by: ['desk', 'requester', 'clock'],
    in: ALIVE_OR_CLOSED,
    change: heard,
  },
  wait: {
    by: DESK,
    in: ACTIVE,
    change: (facts, { reason, until }, at) =>
      enter(
        facts,
        'waiting',
        at,
        { ...HANDLED, waiting: [...new Set([...facts.waiting, reason])].sort(), waitUntil: until ?? facts.waitUntil },
        clock({ kind: 'pause', reason }),
      ),
  },
  resume: {
    by: ['desk', 'requester', 'clock'],
    in: ['waiting'],
    change: (facts, { reason }, at) => resumed(facts, reason, at),
  },
  wait_over: {
    by: ['clock'],
    in: ['waiting'],
    change: (facts, _, at) => {
      const { facts: after, effects } = resumed(facts, null, at);
      // Nobody has said anything: whoever asked waits for what a colleague or another desk was to bring.
      const isOwed = facts.waiting.some((reason) => reason !== 'requester');
      const owed = isOwed ? { unansweredSince: facts.unansweredSince ?? at } : {};
      return stay(after, { ...owed, ...returned(facts) }, ...effects, ...backHere(facts), TELL);
    },
  },
  resolve: {
    by: DESK,
    in: ACTIVE,
    change: (facts, { closesAt }, at) =>
      enter(
        facts,
        'resolved',
        at,
        { ...HANDLED, ...STANDING, closesAt, unansweredSince: null },
        clock({ kind: 'resolved' }),
        { kind: 'tell_requester', about: 'resolved' },
      ),
  },
  close: {
    by: ['desk', 'requester', 'clock'],
    in: ALIVE,
    change: (facts, { ending }, at) =>
      enter(
        facts,
        'closed',
        at,
        { ...HANDLED, ...STANDING, closesAt: null, unansweredSince: null, asked: [], ending },
        ...(facts.state === 'resolved' ? [] : [clock({ kind: 'resolved' })]),
        { kind: 'tell_requester', about: 'closed' },
      ),
  },
  reopen: {
    by: ['desk', 'requester'],
    in: ['resolved', 'closed'],
    change: (facts, _, at) =>
      enter(
        facts,
        'open',
        at,
        { closesAt: null, ending: null, asked: [], askNextAt: null, unansweredSince: facts.unansweredSince ?? at },
        clock({ kind: 'reopened' }),
        TELL,
        { kind: 'tell_requester', about: 'reopened' },
      ),
  },
  bounced: {
    by: ['clock'],
    in: ALIVE_OR_CLOSED,
    change: undelivered,
  },
  prioritise: {
    by: DESK,
    in: ACTIVE,
    change: (facts, { impact, urgency, priority }) =>
      stay(facts, { impact, urgency, priority }, clock({ kind: 'reprioritised' })),
  },
  merge: {
    by: DESK,
    in: ALIVE,
    change: (facts, _, at) =>
      enter(
        facts,
        'merged',
        at,
        { ...HANDLED, ...STANDING, closesAt: null, unansweredSince: null },
        clock({ kind: 'merged' }),
      ),
  },
  absorb: { by: DESK, in: ALIVE, change: absorbed },
  clocks_due: { by: ['clock'], in: TICKET_STATES, change: (facts) => stay(facts, {}, clock({ kind: 'pass' })) },
  annotate: { by: ['desk', 'clock'], in: TICKET_STATES, change: (facts) => stay(facts, {}) },
};

/** To whom it goes; the promise between colleagues begins anew. */
function handed(
  facts: TicketFacts,
  to: string | null,
  level: TicketFacts['level'],
  askNextAt: Date | null,
  at: Date,
): TicketChange {
  const goesOutside = level === 'external' && facts.level !== 'external';
  return enter(
    facts,
    facts.state === 'new' ? 'open' : facts.state,
    at,
    {
      assignee: to,
      taken: to !== null && askNextAt === null,
      level,
      askNextAt: goesOutside ? null : askNextAt,
      asked: to === null ? facts.asked : [...new Set([...facts.asked, to])],
    },
    clock({ kind: 'handed_on', level }),
    ...(to === null ? [] : [TELL]),
    ...(goesOutside ? [{ kind: 'tell_external', about: 'hand_over' } as const] : []),
  );
}

/** What comes back from a desk outside is level 1's again, and somebody there is asked. */
const returned = ({ level }: TicketFacts): Partial<TicketFacts> =>
  level === 'external' ? { level: '1', askNextAt: null, asked: [] } : {};
const backHere = ({ level }: TicketFacts): TicketEffect[] =>
  level === 'external' ? [clock({ kind: 'handed_on', level: '1' })] : [];

function resumed(facts: TicketFacts, reason: TicketOn<'resume'>['reason'], at: Date): TicketChange {
  const gone = reason === null ? facts.waiting : facts.waiting.filter((one) => one === reason);
  const waiting = facts.waiting.filter((one) => !gone.includes(one));
  const moves = gone.map((one) => clock({ kind: 'resume', reason: one }));
  return waiting.length > 0 ? stay(facts, { waiting }, ...moves) : enter(facts, 'open', at, { ...STANDING }, ...moves);
}

/** Words: the requester's wait for an answer, staff's in public give one, notes are nobody's but the desk's. */
function heard(facts: TicketFacts, event: TicketOn<'message'>, at: Date): TicketChange {
  const { from, visibility, by } = event;
  if (from === 'requester') return withDeskOutside(facts, asked(facts, at));
  if (from === 'external') return brought(facts, at);
  if (from === 'machine' || visibility === 'internal') return stay(facts, {});
  const moves = facts.firstAnsweredAt === null ? [clock({ kind: 'answered' })] : [];
  const answered = {
    ...HANDLED,
    unansweredSince: null,
    asked: [],
    firstAnsweredAt: facts.firstAnsweredAt ?? at,
    assignee: facts.assignee ?? by,
    taken: facts.taken || (by !== null && by === (facts.assignee ?? by)),
  };
  return enter(
    facts,
    facts.state === 'new' ? 'open' : facts.state,
    at,
    answered,
    ...moves,
    clock({ kind: 'message', from: 'staff' }),
    { kind: 'tell_requester', about: 'answer' },
  );
}

/** Where a desk outside has it, it reads what is said now. */
const withDeskOutside = ({ level }: TicketFacts, change: TicketChange): TicketChange =>
  level === 'external'
    ? { ...change, effects: [...change.effects, { kind: 'tell_external', about: 'more_words' }] }
    : change;

/** What another desk says is owed to whoever asked; somebody here passes it on. */
function brought(facts: TicketFacts, at: Date): TicketChange {
  if (!ACTIVE.includes(facts.state)) return stay(facts, {}, TELL);
  const { facts: after, effects } = facts.waiting.includes('external')
    ? resumed(facts, 'external', at)
    : stay(facts, {});
  const owed = { unansweredSince: facts.unansweredSince ?? at, ...returned(facts) };
  return stay(after, owed, ...effects, ...backHere(facts), TELL);
}

/** The answer is still owed, and nobody's silence means anything: it is sought again, from whoever gave it on. */
function undelivered(facts: TicketFacts, _: unknown, at: Date): TicketChange {
  return asked({ ...facts, asked: facts.assignee === null ? [] : [facts.assignee] }, at);
}

/** What is resolved or closed is taken up again; what waited for these words goes on. */
function asked(facts: TicketFacts, at: Date): TicketChange {
  const since = { unansweredSince: facts.unansweredSince ?? at };
  if (facts.state === 'resolved' || facts.state === 'closed')
    return enter(
      facts,
      'open',
      at,
      { ...since, closesAt: null, ending: null, askNextAt: null },
      clock({ kind: 'reopened' }),
      clock({ kind: 'message', from: 'requester' }),
      TELL,
    );
  const { facts: after, effects } = facts.waiting.includes('requester')
    ? resumed(facts, 'requester', at)
    : stay(facts, {});
  return stay(after, since, ...effects, clock({ kind: 'message', from: 'requester' }), TELL);
}

/** Whoever has waited longer for an answer is who is answered first. */
function absorbed(facts: TicketFacts, { waiting }: TicketOn<'absorb'>): TicketChange {
  if (waiting === null || !ACTIVE.includes(facts.state)) return stay(facts, {});
  const since = Math.min(facts.unansweredSince?.getTime() ?? waiting.sinceMs, waiting.sinceMs);
  return stay(facts, { unansweredSince: new Date(since) }, clock({ kind: 'waited', waited: waiting }), TELL);
}

/** What the event makes of the ticket, or why it is refused. */
export function advanceTicket(
  facts: TicketFacts,
  event: TicketEvent,
  side: TicketSide,
  at: Date,
): TicketChange | { ok: false; refusal: TicketRefusal } {
  // Safe: the rule of this very type, which the compiler cannot join to the event.
  const rule = RULES[event.type] as Rule<TicketEventType>;
  if (!rule.in.includes(facts.state)) return { ok: false, refusal: 'not_now' };
  if (!rule.by.includes(side)) return { ok: false, refusal: 'not_your_side' };
  const change = rule.change(facts, event, at);
  return typeof change === 'string' ? { ok: false, refusal: change } : change;
}

/** What a side may say now. */
export const allowedOn = (state: TicketState, side: TicketSide): TicketEventType[] =>
  (Object.keys(RULES) as TicketEventType[]).filter(
    (type) => RULES[type].in.includes(state) && RULES[type].by.includes(side),
  );
