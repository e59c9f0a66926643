import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { Form } from './layout';
import { sayMoment } from './when';

/** Colleagues to whom the supplier has passed a link on, by whom, and the end of it. */
export const Guests = ({ view: { of, guests }, t, csrf }: { view: CaseView; t: Translate; csrf: string }) =>
  guests.length === 0 ? null : (
    <section aria-labelledby="guests">
      <h2 id="guests">{t('guest.title')}</h2>
      <ul>
        {guests.map(({ id, name, email, by, rights, at, revoked }) => (
          <li key={id}>
            {name}, <a href={`mailto:${email}`}>{email}</a>{' '}
            <span class="soft small">{t('guest.by', { by: by ?? '–', when: sayMoment(at, t) })}</span>{' '}
            {!rights.includes('submit') && <span class="badge">{t('guest.reads')}</span>}{' '}
            {revoked ? (
              <span class="badge warn">{t('guest.revoked')}</span>
            ) : (
              <Form action={`/cases/${of.number}/guests/${id}/revoke`} csrf={csrf}>
                <button type="submit" class="plain">
                  {t('forward.endFor', { name })}
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
