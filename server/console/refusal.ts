import { ANSWERS, neededBy } from '../../domain/answer';
import type { Verb } from '../../domain/permissions';
import type { FieldFault } from '../../web/console/layout';
import type { Translate } from '../../web/words';
import type { VerbResult } from '../verbs';

type Refusal = Extract<VerbResult, { ok: false }>;

/** A refused verb in words: what stands in the way, and what is possible instead. */
export function faultsOf({ status, code, detail, pointer, allowed }: Refusal, verb: Verb, t: Translate): FieldFault[] {
  const field = pointer ? `${verb}-${pointer.split('/').at(-1) ?? ''}` : null;
  const known = t.of(`refused.${code}`);
  if (known !== `refused.${code}`) return [{ field, text: known }];
  if (status === 403) return [{ field: null, text: t('refused.role') }];
  if (status === 409) {
    const verbs = (allowed ?? []).map((name) => t.of(`verb.${name}`));
    const said = verbs.filter((text) => !text.startsWith('verb.')).join(', ');
    return [{ field: null, text: t('refused.now', { allowed: said || t('refused.nothing') }) }];
  }
  return [{ field, text: t('refused.invalid', { detail }) }];
}

/** The list of each form from which something must be chosen. */
const CHOICES: Partial<Record<Verb, string>> = { reroute: 'to', close: 'reason' };

/** What is missing in a form before anybody is asked. */
export function needsOf(verb: Verb, fields: Record<string, string>, t: Translate): FieldFault[] {
  const missing = (name: string): boolean => !fields[name]?.trim();
  if ((verb === 'note' || verb === 'reject' || verb === 'reply') && missing('comment'))
    return [{ field: `${verb}-comment`, text: t('refused.needComment') }];
  const choice = CHOICES[verb];
  if (choice && missing(choice)) return [{ field: `${verb}-${choice}`, text: t('refused.needChoice') }];
  if (verb === 'snooze' && missing('until')) return [{ field: 'snooze-until', text: t('refused.needDate') }];
  return verb === 'answer' ? answerNeeds(fields, t) : [];
}

function answerNeeds(fields: Record<string, string>, t: Translate): FieldFault[] {
  const code = ANSWERS.find((known) => known === fields['answer']);
  const need = code ? neededBy(code) : null;
  if (need === 'comment' && !fields['comment']?.trim())
    return [{ field: 'answer-comment', text: t('refused.needComment') }];
  if (need === 'planned_on' && !fields['planned_on']?.trim())
    return [{ field: 'answer-planned_on', text: t('refused.needDate') }];
  return [];
}
