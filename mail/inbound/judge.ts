import type { Facts, StepOutcome } from '../../db/inbound/verdicted';
import type { ClaimedMail } from '../../db/inbound/store';
import type { Ending, Examined, Judged, JudgeDeps } from './examined';
import { idsIn, readHead, valueOf } from './head';
import { clean } from './reply';
import { STEPS } from './steps';

/**
 * Takes a stored mail through the steps, in their order, until one ends it; each leaves its outcome. Writes nothing but rate
 * counters and the files that came with it.
 */
export async function judge(deps: JudgeDeps, mail: ClaimedMail, at: Date): Promise<Judged> {
  const { raw } = mail;
  const head = readHead(raw);
  const facts = factsOf(head);
  const of: Examined = { mail, raw, head, facts, opened: null, classified: null, thread: null, isDoubled: false };
  const outcomes: StepOutcome[] = [{ step: 'store', outcome: 'stored' }];
  for (const [step, take] of Object.entries(STEPS)) {
    const { outcome, end } = await take(deps, of, at);
    outcomes.push({ step, outcome });
    if (end) return judged(of, outcomes, end);
  }
  throw new Error('the last step ends every mail');
}

const judged = ({ mail, facts }: Examined, steps: StepOutcome[], end: Ending): Judged => ({
  id: mail.id,
  steps,
  facts,
  author: null,
  files: [],
  cases: [],
  bounced: null,
  ticket: null,
  ...end,
});

const ID_MAX = 998;
const ADDRESS_MAX = 254;
/** What the head says by itself, for mails that nobody opens. */
const factsOf = (head: Examined['head']): Facts => ({
  messageId: clean(idsIn(valueOf(head, 'message-id'))[0] ?? '', ID_MAX) || null,
  class: null,
  verdict: null,
  fromAddress:
    clean(/[^\s<>",;@]+@[^\s<>",;@]+/.exec(valueOf(head, 'from') ?? '')?.[0] ?? '', ADDRESS_MAX).toLowerCase() || null,
  fromName: null,
  subject: clean(valueOf(head, 'subject') ?? ''),
  body: null,
  quoted: null,
  answers: null,
  contact: null,
  twinOf: null,
});
