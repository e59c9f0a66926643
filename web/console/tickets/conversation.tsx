import type { Translate } from '../../words';
import { saySize } from '../../say';
import { Form } from '../layout';
import { isoOf, sayMoment } from '../when';

export interface ShownTicketMessage {
  id: number;
  /** Whose words these are. */
  side: 'requester' | 'desk' | 'external' | 'machine';
  visibility: 'public' | 'internal';
  who: string;
  /** By which way it came or went. */
  channel: string | null;
  at: Date;
  text: string;
  /** What it quotes of earlier mails. */
  quoted: string | null;
  /** Its words were emptied. */
  erased: boolean;
  /** What became of its mail: on its way, sent, refused. */
  delivery: string | null;
  /** The mail it came by. */
  inbound: number | null;
  /** One that may not be kept says why. */
  files: readonly { id: number; name: string; size: number; trouble: string | null }[];
}
interface ConversationProps {
  t: Translate;
  csrf: string;
  number: string;
  messages: readonly ShownTicketMessage[];
  mayErase: boolean;
}

/** What was said, the oldest first; what the requester does not see is set apart by words, frame and colour. */
export const Conversation = ({ t, csrf, number, messages, mayErase }: ConversationProps) => (
  <section aria-labelledby="talk">
    <h2 id="talk">{t('talk.title')}</h2>
    <p class="hint">{t('time.paris')}</p>
    <ol class="talk">
      {messages.map((message) => (
        <li key={message.id} id={`message-${message.id}`} class={classOf(message)}>
          <Said {...{ t, message, number }} />
          {mayErase && !message.erased && (
            <details>
              <summary class="small">{t('message.erase')}</summary>
              <p class="hint">{t('talk.eraseHint')}</p>
              <Form action={`/tickets/${number}/messages/${message.id}/erase`} csrf={csrf}>
                <button type="submit" class="danger">
                  {t('message.eraseNow')}
                </button>
              </Form>
            </details>
          )}
        </li>
      ))}
    </ol>
  </section>
);
const classOf = ({ visibility, side }: ShownTicketMessage): string =>
  visibility === 'internal' ? 'internal' : side === 'requester' ? 'them' : 'us';

const Said = ({ t, message, number }: { t: Translate; message: ShownTicketMessage; number: string }) => (
  <article aria-labelledby={`by-${message.id}`}>
    <h3 id={`by-${message.id}`}>
      {message.who} {message.visibility === 'internal' && <span class="badge warn">{t('talk.internal')}</span>}{' '}
      {message.delivery && <span class={badgeOf(message.delivery)}>{t.of(`delivery.${message.delivery}`)}</span>}
    </h3>
    <p class="soft small">
      {message.channel && `${t.of(`ticketChannel.${message.channel}`)}, `}
      <time dateTime={isoOf(message.at)}>{sayMoment(message.at, t)}</time>
      {message.inbound !== null && (
        <>
          {' '}
          <a href={`/mails/${message.inbound}`}>{t('talk.wholeMail')}</a>
        </>
      )}
    </p>
    <div class="said">{message.erased ? t('message.erased') : message.text}</div>
    {message.quoted && (
      <details>
        <summary class="small">{t('talk.quoted')}</summary>
        <blockquote>{message.quoted}</blockquote>
      </details>
    )}
    {message.files.length > 0 && <Files {...{ t, message, number }} />}
  </article>
);
const badgeOf = (delivery: string): string =>
  delivery === 'refused' ? 'badge bad' : delivery === 'pending' ? 'badge warn' : 'badge';

const Files = ({ t, message, number }: { t: Translate; message: ShownTicketMessage; number: string }) => (
  <ul class="small" aria-label={t('talk.files')}>
    {message.files.map((file) => (
      <li key={file.id}>
        {file.trouble === null ? <a href={`/tickets/${number}/files/${file.id}`}>{file.name}</a> : file.name}{' '}
        {file.trouble && <span class="badge bad">{t.of(`mailFile.${file.trouble}`)}</span>}{' '}
        <span class="soft">({saySize(file.size, t)})</span>
      </li>
    ))}
  </ul>
);
