/** What a request may cost. Bytes after unpacking, milliseconds of waiting for the client. */
export const JSON_BYTES_MAX = 10 * 1024 * 1024;
/** A report sent before its configuration must be held until that is read. */
export const HELD_REPORT_BYTES_MAX = 32 * 1024 * 1024;
/** Posts that are read at once, and the bytes held for them: beyond, who posts is asked to come again. */
export const POSTS_AT_ONCE_MAX = 1000;
export const HELD_BYTES_MAX = 128 * 1024 * 1024;
export const STALL_MS_MAX = 30_000;
/** From the second minute of waiting on, a body must have come at this pace at least. */
export const FLOOR_BYTES_PER_S = 100;
export const FLOOR_FROM_MS = 60_000;
/** Text does not pack as well as this; zeros do. */
export const UNPACKED_RATIO_MAX = 250;
export const RATIO_FROM_BYTES = 64 * 1024 * 1024;
export const LIST_DEFAULT = 50;
export const LIST_MAX = 200;
/** Errors in the answer to a post; the rest is at the run's address. */
export const ERRORS_SHOWN = 1000;
export const WAIT_MS_MAX = 30_000;
