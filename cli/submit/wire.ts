import { z } from 'zod';
import { EXIT, type Exit, SubmitFailure } from './exit';

const count = z.number();
const Counts = z.object({
  received: count,
  created: count,
  updated: count,
  duplicate: count,
  folded: count,
  suppressed: count,
  rejected: count,
});
export type Counts = z.output<typeof Counts>;

const RowFault = z.object({
  index: z.number(),
  line: z.number().nullable(),
  code: z.string(),
  pointer: z.string().nullable(),
  detail: z.string(),
});
/** Why an item was refused: its index in what was sent, from 0; the line of what was sent, from 1. */
export type RowFault = z.output<typeof RowFault>;
const Account = Counts.extend({ run: z.string(), cases: z.array(z.string()), state: z.string().optional() });
/** What came of one post. */
export interface Account {
  run: string;
  cases: string[];
  state?: string | undefined;
  counts: Counts;
}
export const Rows = z.object({ items: z.array(RowFault), next: z.string().nullable() });
export const Trouble = z.object({ code: z.string(), detail: z.string() });
export type Trouble = z.output<typeof Trouble>;

/** Throws SubmitFailure for what no Vigie answers. */
export function accountOf(body: unknown): Account {
  const parsed = Account.safeParse(body);
  if (!parsed.success) throw new SubmitFailure(EXIT.failed, 'what answers there is no Vigie of this release');
  const { run, cases, state, ...counts } = parsed.data;
  return { run, cases, state, counts };
}

/** How a refusal of the whole ends. */
export function exitOf(status: number, trouble: Trouble | null): Exit {
  if (status === 401 || status === 403) return EXIT.notPermitted;
  if (status === 404 || status === 410) return EXIT.notFound;
  if (status === 409 || trouble?.code.startsWith('idempotency_key_')) return EXIT.conflict;
  return EXIT.failed;
}
