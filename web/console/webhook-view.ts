/** A receiver of events as its page shows it. */
export interface ShownWebhook {
  code: string;
  name: string;
  url: string;
  types: readonly string[];
  state: string;
  why: string | null;
  waiting: number;
  /** Events that it has refused. */
  stopped: number;
  succeededAt: Date | null;
  nextDueAt: Date | null;
  oldSecretUntil: Date | null;
}
export interface ShownDelivery {
  position: number;
  type: string;
  case: string | null;
  state: string;
  attempts: number;
  lastStatus: number | null;
  lastTrouble: string | null;
}
export interface ShownAttempt {
  at: Date;
  durationMs: number;
  outcome: string;
  status: number | null;
  trouble: string | null;
  answer: string | null;
  /** Null when it was to validate the receiver. */
  position: number | null;
}
