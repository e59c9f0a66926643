import { type Head, valueOf, valuesOf, withoutComments } from './head';

/** What wrote a mail, told by its head alone. */
export type MailClass = 'human' | 'bounce' | 'receipt' | 'calendar' | 'out_of_office' | 'auto_reply' | 'bulk';
export interface Classified {
  is: MailClass;
  /** The field that told. */
  by: string;
}

type Signal = (head: Head, envelopeFrom: string | null) => Classified | null;
const found = (is: MailClass, by: string): Classified => ({ is, by });

/** The first that speaks decides. */
const SIGNALS: readonly Signal[] = [
  (head, envelopeFrom) => {
    if (isReport(head, 'delivery-status')) return found('bounce', 'content-type');
    return isNullPath(head, envelopeFrom) && /\b(?:mailer-daemon|postmaster)@?/i.test(valueOf(head, 'from') ?? '')
      ? found('bounce', 'return-path')
      : null;
  },
  (head) => {
    if (isReport(head, 'disposition-notification')) return found('receipt', 'content-type');
    const type = valueOf(head, 'content-type') ?? '';
    return /^text\/calendar\b/i.test(type) && /method\s*=\s*"?reply/i.test(type)
      ? found('calendar', 'content-type')
      : null;
  },
  (head) => {
    const value = valueOf(head, 'auto-submitted');
    if (value === null) return null;
    const [first = ''] = withoutComments(value).toLowerCase().split(';');
    if (first.trim() === 'no' || first.trim() === '') return null;
    return isVacation(head) ? found('out_of_office', 'auto-submitted') : found('auto_reply', 'auto-submitted');
  },
  (head, envelopeFrom) => {
    for (const name of ['x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'x-loop'])
      if (valuesOf(head, name).length > 0) return found('auto_reply', name);
    if (/auto_reply/i.test(valueOf(head, 'precedence') ?? '')) return found('auto_reply', 'precedence');
    return isNullPath(head, envelopeFrom) ? found('auto_reply', 'return-path') : null;
  },
  (head) => {
    if (/^\s*(?:bulk|junk|list)\b/i.test(valueOf(head, 'precedence') ?? '')) return found('bulk', 'precedence');
    const field = head.fields.find(({ name }) => name.startsWith('list-') || name === 'feedback-id');
    return field ? found('bulk', field.name) : null;
  },
];

/** By the order of the signals; without any, a person. */
export function classify(head: Head, envelopeFrom: string | null): Classified {
  for (const signal of SIGNALS) {
    const said = signal(head, envelopeFrom);
    if (said) return said;
  }
  return found('human', 'none');
}

const isReport = (head: Head, kind: string): boolean => {
  const type = (valueOf(head, 'content-type') ?? '').toLowerCase();
  return type.startsWith('multipart/report') && type.includes(kind);
};
/** An envelope that says nothing is not an empty one. */
const isNullPath = (head: Head, envelopeFrom: string | null): boolean =>
  envelopeFrom === '' || valueOf(head, 'return-path')?.replaceAll(/\s/g, '') === '<>';
const isVacation = (head: Head): boolean =>
  /vacation|out.of.office|absen|congé/i.test(
    `${valueOf(head, 'subject') ?? ''} ${valueOf(head, 'x-auto-reply') ?? ''} ${valueOf(head, 'auto-submitted') ?? ''}`,
  ) || valuesOf(head, 'x-vacation').length > 0;
