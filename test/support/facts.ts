import type { CasePolicy } from '../../domain/agenda';
import type { CaseEvent, CaseFacts } from '../../domain/case';
import type { Contact } from '../../domain/contact';
import type { Expectation } from '../../domain/delivery';

/** Day 0 of every story. */
export const AT = new Date('2026-03-02T08:00:00Z');
const DAY_MS = 86_400_000;

export const aCase = (patch: Partial<CaseFacts> = {}): CaseFacts => ({
  phase: 'collecting',
  severity: 'error',
  trusted: false,
  contact: 'c',
  openedAt: AT,
  phaseSince: AT,
  heldUntil: null,
  escalationLevel: 0,
  atDesk: false,
  letters: 0,
  letterWrittenAt: null,
  letterSentAt: null,
  letterRefused: false,
  unsentRaised: false,
  answer: null,
  approvals: [],
  publishedAt: null,
  chases: 0,
  chasedAt: null,
  outcome: null,
  sourceRecoveredAt: null,
  ...patch,
});

export const aPolicy = (patch: Partial<CasePolicy> = {}): CasePolicy => ({
  groupingWaitMs: { info: DAY_MS, warning: DAY_MS, error: 1_800_000, critical: 0 },
  remindAfterMs: 7 * DAY_MS,
  remindersMax: 2,
  escalateAfterMs: 7 * DAY_MS,
  chaseReceiptAfterMs: 7 * DAY_MS,
  closeUnverifiedAfterMs: 30 * DAY_MS,
  ...patch,
});

/** Anybody of the supplier, limited to nothing. */
export const aContact = (patch: Pick<Contact, 'id' | 'name'> & Partial<Contact>): Contact => ({
  supplier: 'GENAVIR',
  email: 'contact@example.org',
  language: 'fr',
  role: null,
  platforms: [],
  sensors: [],
  cruises: [],
  families: [],
  validFrom: null,
  validUntil: null,
  rank: 100,
  refused: false,
  ...patch,
});

/** One event of each type, such that only phase and side can refuse it. */
export const everyEvent: CaseEvent[] = [
  { type: 'grouping_wait_over' },
  { type: 'letter_due' },
  { type: 'letter_sent' },
  { type: 'letter_refused' },
  { type: 'letter_overdue' },
  { type: 'escalate', next: 'd' },
  { type: 'ask_again_due' },
  { type: 'publish' },
  { type: 'chase' },
  { type: 'verification_over' },
  { type: 'grow', severity: 'critical' },
  { type: 'recover' },
  { type: 'applied' },
  { type: 'refused' },
  { type: 'verified' },
  { type: 'acknowledge' },
  { type: 'write' },
  { type: 'answer', code: 'corrected_data', version: 1, author: 'contact:c', askAgainAt: null },
  { type: 'send' },
  { type: 'dismiss' },
  { type: 'assign' },
  { type: 'note' },
  { type: 'snooze', until: new Date(AT.getTime() + DAY_MS) },
  { type: 'remind' },
  { type: 'resend' },
  { type: 'revoke_link' },
  { type: 'reroute', contact: 'd' },
  { type: 'approve', version: 1, approver: 'person:a' },
  { type: 'reject' },
  { type: 'close', outcome: 'no_answer' },
  { type: 'settle', outcome: 'corrected' },
  { type: 'merge' },
  { type: 'split' },
  { type: 'reopen' },
];

/** A file a day, due at six. */
export const anExpectation = (patch: Partial<Expectation> = {}): Expectation => ({
  code: 'daily',
  name: 'Daily file',
  kind: 'delivery',
  supplier: 'S',
  platform: null,
  cruise: null,
  dataset: null,
  source: null,
  files: ['tide_{day}.csv'],
  format: null,
  filesMin: null,
  bytesMin: null,
  rule: 'daily',
  days: null,
  hour: '06:00',
  zone: 'UTC',
  at: null,
  lateAfterMs: 0,
  from: null,
  until: null,
  ...patch,
});
