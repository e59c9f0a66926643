import type { VNode } from 'preact';
import { sayDeadline } from '../console/when';
import { saySize } from '../say';
import type { Translate } from '../words';
import { Field, FileField, type Mistake, Mistakes } from './field';
import { RequesterLayout } from './layout';
import { Next } from './next';
import { type KeptShown, type RequesterTicket, type Said, SCORES, type Service, type TicketContext } from './view';

/** What was typed into one of its forms, and what was wrong with it. */
export interface Typed {
  form: 'message' | 'refuse';
  text: string;
  kept: readonly KeptShown[];
  error: { field: 'text' | 'file'; code: string; args?: Record<string, string | number> } | null;
}
export interface TicketPageProps {
  t: Translate;
  context: TicketContext;
  of: RequesterTicket;
  service: Service | null;
  /** Names a click on an opinion; it may come once or twice. */
  nonce: string;
  typed: Typed | null;
}

/** A request as its author sees it: where it stands, what comes next and when, what was said, and what can be done. */
export function TicketPage(props: TicketPageProps): VNode {
  const { t, context, of, service, typed } = props;
  const other = t.language === 'fr' ? 'en' : 'fr';
  const title = t('mine.title', { number: of.number });
  const mistakes = mistakesOf(typed, t);
  return (
    <RequesterLayout
      t={t}
      centre={context.centre}
      title={mistakes.length > 0 ? t('help.errorTitle', { title }) : title}
      {...(typed ? {} : { otherHref: `/t/${context.token}?lang=${other}` })}
    >
      <Mistakes mistakes={mistakes} t={t} />
      <h1>
        {t('mine.request')} <span class="whole">{of.number}</span>
      </h1>
      <p>{t('mine.askedOn', { when: sayDeadline(of.askedAt, t) })}</p>
      <h2>{t('mine.stand')}</h2>
      <p class="box">
        <strong>{t(`stand.${of.next.stand}`)}</strong>
      </p>
      {of.allowed.includes('confirm') && <Verdict {...props} mistakes={mistakes} />}
      {of.allowed.includes('feedback') && <Opinion {...props} />}
      <Next next={of.next} service={of.next.stand === 'received' ? service : null} t={t} />
      <h2>{t('mine.talk')}</h2>
      {of.said.map((message) => (
        <Message key={message.id} of={message} t={t} context={context} />
      ))}
      {of.allowed.includes('write') && <Write {...props} mistakes={mistakes} />}
    </RequesterLayout>
  );
}

/** The field of each form has a name of its own on the page. */
const idOf = (form: Typed['form']): string => (form === 'refuse' ? 'missing' : 'text');
const mistakesOf = (typed: Typed | null, t: Translate): Mistake[] =>
  typed?.error
    ? [
        {
          field: typed.error.field === 'file' ? 'file' : idOf(typed.form),
          text: t.of(
            `${typed.error.field === 'file' ? 'help' : 'mine'}.error.${typed.error.field}.${typed.error.code}`,
            typed.error.args,
          ),
        },
      ]
    : [];

const Message = ({ of, t, context }: { of: Said; t: Translate; context: TicketContext }): VNode => (
  <article class={of.side === 'desk' ? 'box said' : 'said'} id={`message-${of.id}`}>
    <p class="hint">
      {of.side === 'requester'
        ? t('mine.you')
        : of.name === null
          ? context.centre
          : t('mine.desk', { name: of.name, centre: context.centre })}
      , {sayDeadline(of.at, t)}
      {of.sending && <> – {t('mine.sending')}</>}
    </p>
    <p>{of.text}</p>
    {of.files.length > 0 && (
      <ul>
        {of.files.map(({ id, name, size }) => (
          <li key={id}>
            <a href={`/t/${context.token}/files/${id}`}>{t('mine.download', { name, size: saySize(size, t) })}</a>
          </li>
        ))}
      </ul>
    )}
  </article>
);

type Judged = TicketPageProps & { mistakes: readonly Mistake[] };

/** Yes or no, and what is missing. */
const Verdict = ({ t, context, typed, mistakes }: Judged): VNode => (
  <section>
    <h2>{t('mine.question')}</h2>
    <form method="post" action={`/t/${context.token}/confirm`}>
      <input type="hidden" name="lang" value={t.language} />
      <button type="submit">{t('mine.confirm')}</button>
    </form>
    <details open={typed?.form === 'refuse'}>
      <summary>{t('mine.refuse')}</summary>
      <form method="post" action={`/t/${context.token}/refuse`} noValidate>
        <input type="hidden" name="lang" value={t.language} />
        <Field id="missing" label={t('mine.missing')} mistakes={mistakes}>
          {(described) => (
            <textarea id="missing" name="text" rows={4} required {...described}>
              {typed?.form === 'refuse' ? typed.text : ''}
            </textarea>
          )}
        </Field>
        <button class="other" type="submit">
          {t('mine.send')}
        </button>
      </form>
    </details>
  </section>
);

const Opinion = ({ t, context, of, nonce }: TicketPageProps): VNode => (
  <section id="score">
    <h2>{t('score.title')}</h2>
    <p>{of.score === null ? t('score.lead') : t('score.given', { score: t(`score.${of.score}`) })}</p>
    <form method="post" action={`/t/${context.token}/feedback`}>
      <input type="hidden" name="lang" value={t.language} />
      <input type="hidden" name="nonce" value={nonce} />
      <Field id="opinion" label={t('score.comment')} mistakes={[]}>
        {(described) => <textarea id="opinion" name="text" rows={2} {...described} />}
      </Field>
      <p>
        {SCORES.map((score) => (
          <button key={score} class="other" type="submit" name="score" value={score}>
            {t(`score.${score}`)}
          </button>
        ))}
      </p>
    </form>
  </section>
);

const Write = ({ t, context, of, typed, mistakes }: Judged): VNode => (
  <section>
    <h2>{t('mine.write')}</h2>
    {of.next.reopens && <p>{t('mine.writeReopens')}</p>}
    <form method="post" action={`/t/${context.token}/message`} encType="multipart/form-data" noValidate>
      <input type="hidden" name="lang" value={t.language} />
      <Field id="text" label={t('mine.text')} mistakes={mistakes}>
        {(described) => (
          <textarea id="text" name="text" rows={5} {...described}>
            {typed?.form === 'message' ? typed.text : ''}
          </textarea>
        )}
      </Field>
      <FileField kept={typed?.kept ?? []} mistakes={mistakes} t={t} />
      <button type="submit">{t('mine.send')}</button>
    </form>
  </section>
);
