import { BodyFault } from '../formats/fault';
import { MEDIA_TYPES } from '../formats/index';
import { type Fault, type Problem, problem } from './problem';

const STATUS: Partial<Record<BodyFault['code'], number>> = {
  body_too_large: 413,
  unsupported_media_type: 415,
  empty: 422,
  missing_column: 422,
  duplicate_column: 422,
  bad_header: 422,
  bad_config: 422,
  bad_report: 422,
  too_many_columns: 422,
  unknown_format: 422,
};
/** A body that cannot be read, as an answer. */
export const bodyProblem = (fault: BodyFault): Problem =>
  problem(STATUS[fault.code] ?? 400, fault.code, fault.message, {
    ...((fault.line ?? fault.pointer) !== null && { errors: [placed(fault)] }),
    ...(fault.code === 'unsupported_media_type' && { headers: { 'Accept-Post': MEDIA_TYPES.join(', ') } }),
  });

const placed = ({ line, pointer, code, detail }: BodyFault): Fault => ({
  ...(line !== null && { line }),
  ...(pointer !== null && { pointer }),
  code,
  detail,
});

/** A reader may refuse before it has read anything. */
export function refusing<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw error instanceof BodyFault ? bodyProblem(error) : error;
  }
}
