import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';

/** An error's words may quote a row: they go to our log, and Temporal's history learns only its kind. */
export const wordlessFailures =
  (log: Logger): ActivityInterceptorsFactory =>
  () => ({
    inbound: {
      execute: async (input, next) => {
        try {
          return await next(input);
        } catch (err) {
          const { activityType, attempt } = activityInfo();
          log.warn({ err, activity: activityType, attempt }, 'activity failed');
          throw ApplicationFailure.create({ message: `${activityType} failed`, type: kindOf(err) });
        }
      },
    },
  });

const kindOf = (err: unknown): string => {
  if (!(err instanceof Error)) return 'unknown';
  return 'code' in err && typeof err.code === 'string' ? `${err.name} ${err.code}` : err.name;
};
