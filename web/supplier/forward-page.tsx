import type { VNode } from 'preact';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { ErrorSummary, ErrorText } from './errors';
import { Layout } from './layout';
import type { FieldError, PageContext, ShownGuest } from './view';

interface ForwardProps {
  t: Translate;
  context: PageContext;
  numbers: string[];
  guests: ShownGuest[];
  /** The one case it is about, for the way back. */
  number: string | null;
  values: { name: string; email: string };
  errors: FieldError[];
}
/** A colleague gets a link of their own; whoever has one is listed, and loses it again on a word. */
export const ForwardPage = ({ t, context, numbers, guests, number, values, errors }: ForwardProps): VNode => (
  <Layout t={t} context={{ centre: context.centre }} title={t('forward.title')}>
    {errors.length > 0 && <ErrorSummary errors={errors} t={t} />}
    <h1>{t('forward.title')}</h1>
    <p>{t('forward.about', { numbers: numbers.join(', ') })}</p>
    {guests.length > 0 && <h2>{t('forward.guests')}</h2>}
    {guests.length > 0 && (
      <ul>
        {guests.map((guest) => (
          <Passed key={guest.id} {...{ t, context, guest }} />
        ))}
      </ul>
    )}
    <form method="post" action={`/s/${context.token}/forward`}>
      <input type="hidden" name="lang" value={t.language} />
      {numbers.map((number) => (
        <input key={number} type="hidden" name="case" value={number} />
      ))}
      <div class="field">
        <label for="name">{t('forward.nameField')}</label>
        <ErrorText errors={errors} field="name" t={t} />
        <input id="name" name="name" value={values.name} required maxLength={120} autocomplete="off" />
      </div>
      <div class="field">
        <label for="email">{t('forward.emailField')}</label>
        <ErrorText errors={errors} field="email" t={t} />
        <input id="email" name="email" type="email" value={values.email} required maxLength={254} autocomplete="off" />
      </div>
      {context.rights.includes('submit') && (
        <div class="field">
          <label for="may">{t('forward.mayField')}</label>
          <select id="may" name="may">
            <option value="answer">{t('forward.mayAnswer')}</option>
            <option value="read">{t('forward.mayRead')}</option>
          </select>
        </div>
      )}
      <button type="submit">{t('forward.send')}</button>
    </form>
    <p>
      <a href={`/s/${context.token}?${number === null ? '' : `case=${number}&`}lang=${t.language}`}>
        {t('receipt.again')}
      </a>
    </p>
  </Layout>
);

const Passed = ({ t, context, guest }: { t: Translate; context: PageContext; guest: ShownGuest }): VNode => (
  <li>
    <p>
      {t(guest.mayAnswer ? 'forward.guestAnswers' : 'forward.guestReads', {
        name: guest.name,
        email: guest.email,
        day: sayDay(guest.at, t.language),
        by: guest.by ?? '–',
      })}
      {guest.revoked && ` ${t('forward.over')}`}
    </p>
    {!guest.revoked && (
      <form method="post" action={`/s/${context.token}/revoke`}>
        <input type="hidden" name="lang" value={t.language} />
        <input type="hidden" name="guest" value={guest.id} />
        <button class="other" type="submit">
          {t('forward.endFor', { name: guest.name })}
        </button>
      </form>
    )}
  </li>
);
