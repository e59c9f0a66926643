import type { VNode } from 'preact';
import { sayDay, sayTime } from '../say';
import type { Translate } from '../words';
import { ErrorText, errorOf } from './errors';
import type { FieldError, PageContext, SupplierCase } from './view';

interface BesideProps {
  t: Translate;
  context: PageContext;
  of: SupplierCase;
  text: string;
  errors: FieldError[];
}

/** What both sides wrote, and a field to write on; words are no answer. */
export const Conversation = ({ t, context, of, text, errors }: BesideProps): VNode => (
  <>
    {of.conversation.length > 0 && (
      <section>
        <h2>{t('message.title')}</h2>
        {of.saidBefore > 0 && <p class="hint">{t('message.before', { count: of.saidBefore })}</p>}
        {of.conversation.map(({ side, name, text: words, at }) => (
          <div key={at.getTime()} class={side === 'desk' ? 'box said' : 'said'}>
            <p class="hint">
              {side === 'desk' ? context.centre : (name ?? t('message.you'))}, {sayDay(at, t.language)},{' '}
              {sayTime(at, t.language)} {t('unit.tu')}
            </p>
            <p>{words}</p>
          </div>
        ))}
      </section>
    )}
    {context.rights.includes('comment') && (
      <details open={errorOf(errors, 'text') !== undefined}>
        <summary>{t('message.open')}</summary>
        <form method="post" action={`/s/${context.token}/message`}>
          <input type="hidden" name="lang" value={t.language} />
          <input type="hidden" name="case" value={of.number} />
          <div class="field">
            <label for="text">{t('message.text')}</label>
            <ErrorText errors={errors} field="text" t={t} />
            <textarea id="text" name="text" rows={4} required>
              {text}
            </textarea>
          </div>
          <button class="other" type="submit">
            {t('message.send')}
          </button>
        </form>
      </details>
    )}
  </>
);
