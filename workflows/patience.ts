import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';

/** One short read of Postgres. When it keeps failing the engine's own pause takes over, so a long outage costs few events. */
export const QUICK_LOOK: LocalActivityOptions = {
  startToCloseTimeout: '2 seconds',
  localRetryThreshold: '5 seconds',
  scheduleToCloseTimeout: '1 minute',
};

/** One short transaction within the task of the workflow itself, which costs Temporal a third; repeated as long as any other. */
export const IN_PLACE: LocalActivityOptions = {
  startToCloseTimeout: '30 seconds',
  localRetryThreshold: '5 seconds',
  scheduleToCloseTimeout: '10 minutes',
};

/** One transaction; repeated for ten minutes before somebody is told. */
export const PATIENCE: ActivityOptions = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '10 minutes',
};
