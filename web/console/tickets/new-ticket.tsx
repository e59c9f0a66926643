import type { Translate } from '../../words';
import { Choose, type Filled } from '../fields';
import { ConsolePage, type FieldFault, Form, type Shell } from '../layout';
import { TEXT_MAX } from './reply-box';

/** By which ways somebody may have spoken to the desk. */
export const SPOKEN = ['phone', 'visit', 'other'] as const;

interface NewTicketProps extends Shell {
  types: readonly string[];
  topics: readonly { code: string; name: string }[];
  filled: Filled;
  faults: readonly FieldFault[];
  /** Number of the case that it comes from. */
  fromCase: string | null;
}
/** An assistant writes down what was said on the telephone or at the counter. */
export const NewTicketPage = ({ types, topics, filled, faults, fromCase, ...shell }: NewTicketProps) => {
  const { t, csrf } = shell;
  return (
    <ConsolePage {...shell} title={t('newTicket.title')} faults={faults}>
      <h1>{t('newTicket.title')}</h1>
      {fromCase === null ? (
        <p>{t('newTicket.lead')}</p>
      ) : (
        <p>
          {t('newTicket.fromCase')} <a href={`/cases/${fromCase}`}>{fromCase}</a>
        </p>
      )}
      <Form action="/tickets/new" csrf={csrf} id="new-ticket">
        {fromCase !== null && <input type="hidden" name="case" value={fromCase} />}
        <Who t={t} filled={filled} />
        <What {...{ t, filled, types, topics }} />
        <label class="tick">
          <input
            type="checkbox"
            name="take"
            value="yes"
            checked={filled['text'] === undefined || filled['take'] === 'yes'}
          />{' '}
          {t('newTicket.take')}
        </label>
        <p>
          <button type="submit">{t('newTicket.open')}</button>
        </p>
      </Form>
    </ConsolePage>
  );
};

/** Who asked, and how. */
const Who = ({ t, filled }: Pick<NewTicketProps, 't' | 'filled'>) => {
  const field = (name: string) => ({ t, name, filled });
  return (
    <>
      <Choose
        id="channel"
        name="channel"
        label={t('newTicket.channel')}
        value={filled['channel'] ?? 'phone'}
        options={SPOKEN.map((value) => ({ value, text: t.of(`ticketChannel.${value}`) }))}
      />
      <Input {...field('email')} label={t('newTicket.email')} type="email" required />
      <Input {...field('name')} label={t('newTicket.name')} type="text" />
      <Choose
        id="language"
        name="language"
        label={t('newTicket.language')}
        value={filled['language'] ?? t.language}
        options={(['fr', 'en'] as const).map((value) => ({ value, text: t(`language.${value}`) }))}
      />
    </>
  );
};

/** What was asked. */
const What = ({ t, filled, types, topics }: Pick<NewTicketProps, 't' | 'filled' | 'types' | 'topics'>) => (
  <>
    <Choose
      id="type"
      name="type"
      label={t('ticket.type')}
      value={filled['type'] ?? 'information'}
      options={types.map((value) => ({ value, text: t.of(`ticketType.${value}`) }))}
    />
    <Choose
      id="topic"
      name="topic"
      label={t('ticket.topic')}
      value={filled['topic'] ?? ''}
      options={[
        { value: '', text: t('transfer.noTopic') },
        ...topics.map(({ code, name }) => ({ value: code, text: name })),
      ]}
    />
    <Input {...{ t, filled }} name="subject" label={t('newTicket.subject')} type="text" />
    <div class="field">
      <label for="text">{t('newTicket.text')}</label>
      <textarea id="text" name="text" rows={8} maxLength={TEXT_MAX} required>
        {filled['text'] ?? ''}
      </textarea>
    </div>
  </>
);

interface InputProps {
  t: Translate;
  name: string;
  label: string;
  type: 'email' | 'text';
  filled: Filled;
  required?: boolean;
}
const Input = ({ t, name, label, type, filled, required = false }: InputProps) => (
  <div class="field">
    <label for={name}>
      {label} {required && <span class="hint">({t('registers.required')})</span>}
    </label>
    <input id={name} name={name} type={type} value={filled[name] ?? ''} required={required} size={40} maxLength={300} />
  </div>
);
