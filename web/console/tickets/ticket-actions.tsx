import type { ComponentChildren } from 'preact';
import type { Translate } from '../../words';
import { Choose, type Filled, Line, type Option, Words } from '../fields';
import { Form } from '../layout';
import { sayDate } from '../when';
import type { ShownTaker, TicketView } from './ticket-view';

/** In the order of a ticket's life; the reply has a box of its own. */
const ORDER = [
  'take',
  'transfer',
  'relieve',
  'note',
  'resume',
  'wait',
  'resolve',
  'priority',
  'tag',
  'watch',
  'link',
  'merge',
  'split',
  'close',
  'reopen',
] as const;
export type TicketDeed = (typeof ORDER)[number];

export interface TransferChoices {
  /** Of the ticket's topic, in the order in which they are asked. */
  specialists: readonly ShownTaker[];
  level2: readonly ShownTaker[];
  others: readonly ShownTaker[];
  topics: readonly { code: string; name: string }[];
}
interface ActionsProps {
  t: Translate;
  csrf: string;
  view: TicketView;
  choices: TransferChoices;
  filled: Filled;
}

/** What this visitor may do now; a form that was refused stays open with what was typed. */
export const TicketActions = ({ t, csrf, view, choices, filled }: ActionsProps) => {
  const { of } = view;
  const offered = ORDER.filter((verb) => view.allowed.includes(verb) && makesSense(verb, view));
  return (
    <section class="actions" aria-labelledby="actions">
      <h2 id="actions">{t('case.actions')}</h2>
      {offered.length === 0 && <p class="soft">{t('action.none')}</p>}
      {offered.map((verb) => {
        const own = filled['verb'] === verb ? filled : {};
        const action = `/tickets/${of.number}/${verb}`;
        return (
          <details key={verb} id={`do-${verb}`} open={filled['verb'] === verb || (verb === 'take' && !of.assignee)}>
            <summary>{nameOf(verb, view, t)}</summary>
            <Form action={action} csrf={csrf}>
              <input type="hidden" name="seen" value={view.stand} />
              <Inside {...{ t, verb, view, choices, filled: own }} />
              <button type="submit" class={verb === 'close' || verb === 'merge' ? 'danger' : undefined}>
                {nameOf(verb, view, t)}
              </button>
            </Form>
          </details>
        );
      })}
    </section>
  );
};

const isWatching = ({ watchers, visitor }: TicketView): boolean => watchers.some(({ code }) => code === visitor);
const nameOf = (verb: TicketDeed, view: TicketView, t: Translate): string =>
  verb === 'watch' && isWatching(view) ? t('ticketVerb.unwatch') : t(`ticketVerb.${verb}`);
/** Of one message nothing can be moved elsewhere, and what is one's own need not be taken. */
const makesSense = (verb: TicketDeed, view: TicketView): boolean =>
  verb === 'split'
    ? splittable(view).length > 1
    : verb !== 'take' || view.asking || view.of.state === 'new' || view.of.assignee !== view.visitor;
const splittable = ({ messages }: TicketView) => messages.filter(({ side, erased }) => side === 'requester' && !erased);

interface InsideProps extends Omit<ActionsProps, 'csrf'> {
  verb: TicketDeed;
}
/** The fields a verb asks for, below one line that says what it does. */
const Inside = (props: InsideProps): ComponentChildren => {
  const { t, verb, view, filled } = props;
  const hint = <p class="hint">{t(`ticketHint.${verb}`)}</p>;
  const words = (name: string, label: string, required = false) => (
    <Words key={name} verb={verb} name={name} label={label} filled={filled} required={required} />
  );
  switch (verb) {
    case 'transfer':
      return [hint, <Transfer key="to" {...props} />, words('comment', t('ticket.transferWord'))];
    case 'note':
      return [hint, words('text', t('field.comment'), true)];
    case 'wait':
      return [hint, <Wait key="reasons" {...props} />];
    case 'priority':
      return [hint, <Priority key="priority" {...props} />, words('comment', t('ticket.priorityWord'))];
    case 'tag':
      return [hint, <Line key="tags" verb={verb} name="tags" label={t('ticket.tags')} filled={tagsOf(view, filled)} />];
    case 'link':
    case 'merge':
      return [
        hint,
        <Line key="into" verb={verb} name="into" label={t(`ticketInto.${verb}`)} filled={filled} required />,
      ];
    case 'split':
      return [
        hint,
        <Split key="split" {...props} />,
        <Line key="subject" verb={verb} name="subject" label={t('newTicket.subject')} filled={filled} />,
      ];
    case 'resolve':
    case 'close':
    case 'reopen':
      return [hint, words('comment', t('field.optionalComment'))];
    case 'relieve':
      return [hint, words('comment', t('ticket.transferWord'))];
    case 'watch':
      return isWatching(view) ? <input type="hidden" name="watch" value="no" /> : hint;
    case 'take':
    case 'resume':
      return hint;
  }
};

const tagsOf = ({ of }: TicketView, filled: Filled): Filled => ({ tags: filled['tags'] ?? of.tags.join(' ') });

const sayAway = (name: string, until: Date | null, t: Translate): string =>
  until === null ? t('transfer.awayOpen', { name }) : t('transfer.away', { name, until: sayDate(until, t) });
/** Until when somebody is away stands beside the name; whoever is away can still be chosen, knowingly. */
const takerOption =
  (t: Translate, group: string) =>
  ({ code, name, away, awayUntil }: ShownTaker): Option => ({
    value: `person:${code}`,
    text: away ? sayAway(name, awayUntil, t) : name,
    group,
  });

const Transfer = ({ t, view, choices, filled }: InsideProps) => {
  const { specialists, level2, others, topics } = choices;
  const ofTopic = t('transfer.specialists', { topic: view.of.topicName ?? '–' });
  const options: Option[] = [
    { value: 'level:3', text: t('transfer.toSpecialist'), group: ofTopic },
    ...specialists.map(takerOption(t, ofTopic)),
    { value: 'level:2', text: t('transfer.toLevel2'), group: t('transfer.level2') },
    ...level2.map(takerOption(t, t('transfer.level2'))),
    { value: 'level:1', text: t('transfer.toLevel1'), group: t('transfer.elsewhere') },
    { value: 'level:external', text: t('transfer.toExternal'), group: t('transfer.elsewhere') },
    ...others.map(takerOption(t, t('transfer.others'))),
  ];
  return (
    <>
      <Choose
        id="transfer-to"
        name="to"
        label={t('transfer.to')}
        options={options}
        choose={t('field.choose')}
        value={filled['to'] ?? ''}
      />
      <Choose
        id="transfer-topic"
        name="topic"
        label={t('ticket.topic')}
        value={filled['topic'] ?? view.of.topic ?? ''}
        options={[
          { value: '', text: t('transfer.noTopic') },
          ...topics.map(({ code, name }) => ({ value: code, text: name })),
        ]}
      />
    </>
  );
};

export const WAITING_OFFERED = ['requester', 'external', 'colleague'] as const;
const Wait = ({ t, view, filled }: InsideProps) => (
  <fieldset class="field" id="wait-reasons" tabIndex={-1}>
    <legend>{t('wait.reasons')}</legend>
    {WAITING_OFFERED.map((reason) => (
      <label key={reason}>
        <input
          type="checkbox"
          name="reasons"
          value={reason}
          checked={view.of.waiting.includes(reason) || filled['reasons'] === reason}
        />{' '}
        {t.of(`ticketWaits.${reason}`)}
      </label>
    ))}
  </fieldset>
);

const Priority = ({ t, view, filled }: InsideProps) => (
  <>
    {(['impact', 'urgency'] as const).map((name) => (
      <Choose
        key={name}
        id={`priority-${name}`}
        name={name}
        label={t(`ticket.${name}`)}
        value={filled[name] ?? view[name]}
        options={['low', 'medium', 'high'].map((value) => ({
          value,
          text: t.of(`ticket${name === 'impact' ? 'Impact' : 'Urgency'}.${value}`),
        }))}
      />
    ))}
  </>
);

/** Which messages go to a ticket of their own. */
const Split = ({ t, view }: InsideProps) => (
  <fieldset class="field" id="split-messages" tabIndex={-1}>
    <legend>{t('split.messages')}</legend>
    {splittable(view).map(({ id, text }) => (
      <label key={id} class="tick">
        <input type="checkbox" name="messages" value={id} /> {text.slice(0, 80)}
      </label>
    ))}
  </fieldset>
);
