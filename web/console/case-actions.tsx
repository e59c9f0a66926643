import type { Verb } from '../../domain/permissions';
import type { Translate } from '../words';
import { Inside } from './case-action-fields';
import type { Filled } from './fields';
import type { CaseView } from './case-view';
import { Form } from './layout';

interface ActionsProps {
  view: CaseView;
  t: Translate;
  csrf: string;
  filled: Filled;
}

/** What this visitor may do now, the likeliest first and open; the others unfold. */
export const Actions = ({ view, t, csrf, filled }: ActionsProps) => {
  const { of } = view;
  const allowed = view.allowed.filter((verb) => makesSense(verb, view));
  const first = view.contact || !allowed.includes('reroute') ? likely(view) : 'reroute';
  return (
    <section class="actions" aria-labelledby="actions">
      <h2 id="actions">{t('case.actions')}</h2>
      {allowed.length === 0 && <p class="soft">{t('action.none')}</p>}
      {!view.contact && first === 'reroute' && <p class="hint">{t('action.withoutContact')}</p>}
      {hasApproved(view) && <p class="hint">{t('action.approvedByYou')}</p>}
      {[...ORDER]
        .sort(firstBefore(first))
        .filter((verb) => allowed.includes(verb))
        .map((verb) => (
          <details key={verb} id={`do-${verb}`} open={verb === first || filled['verb'] === verb}>
            <summary>{t(`verb.${verb}`)}</summary>
            <Form action={`/cases/${of.number}/${verb}`} csrf={csrf} upload={verb === 'answer'}>
              <input type="hidden" name="seen" value={view.stand} />
              <Inside {...{ verb, view, t, filled: filled['verb'] === verb ? filled : {} }} />
              <button type="submit" class={verb === 'close' || verb === 'dismiss' ? 'danger' : undefined}>
                {verb === 'answer' ? t('action.keepAnswer') : t(`verb.${verb}`)}
              </button>
            </Form>
          </details>
        ))}
      {of.sensor && allowed.includes('answer') && (
        <p>
          <a href={`/cases/${of.number}/wide`}>{t('wide.deskOpen')}</a>
        </p>
      )}
    </section>
  );
};

/** In the order of a case's life. */
const ORDER: readonly Verb[] = [
  'send',
  'approve',
  'reject',
  'reply',
  'answer',
  'dismiss',
  'note',
  'assign',
  'reroute',
  'remind',
  'snooze',
  'escalate',
  'resend',
  'revoke-link',
  'merge',
  'close',
  'reopen',
  'split',
];
/** Unfolded from the start. */
const LIKELY: Partial<Record<CaseView['of']['phase'], Verb>> = {
  collecting: 'send',
  triage: 'send',
  answered: 'approve',
};
/** A question waits for words, not for an approval. */
function likely({ of, tasks, answers, currentVersion }: CaseView): Verb | undefined {
  const current = answers.find(({ version }) => version === currentVersion);
  if (current?.code === 'need_info') return 'reply';
  if (current?.code === 'wrong_recipient') return 'reroute';
  const isWritten = tasks.some(({ code, doneAt }) => code === 'message' && doneAt === null);
  return LIKELY[of.phase] ?? (isWritten ? 'reply' : undefined);
}
const firstBefore =
  (first: Verb | undefined) =>
  (a: Verb, b: Verb): number =>
    Number(b === first) - Number(a === first);

/** A letter needs somebody to write to, a link can only be revoked once it was sent, and nobody approves twice. */
function makesSense(verb: Verb, view: CaseView): boolean {
  if (WRITING.has(verb)) return view.contact !== null;
  if (verb === 'revoke-link') return view.mails.length > 0;
  return verb !== 'approve' || !hasApproved(view);
}
function hasApproved({ answers, currentVersion, visitor }: CaseView): boolean {
  const answer = answers.find(({ version }) => version === currentVersion);
  return answer?.approvals.some(({ person }) => person === `person:${visitor}`) ?? false;
}

/** What would write to somebody. */
const WRITING: ReadonlySet<Verb> = new Set(['send', 'remind', 'resend', 'reply']);
