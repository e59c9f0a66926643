import { page } from '../html';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { wrap } from './text';

export interface Chase {
  t: Translate;
  centre: { name: string; email: string };
  number: string;
  decision: string;
  at: Date;
  /** Where the pipeline posts its receipt. */
  appliedUrl: string;
}

/** To the owner of a pipeline: a published decision that has no receipt. */
export function chaseLetter({ t, centre, number, decision, at, appliedUrl }: Chase): {
  subject: string;
  text: string;
  html: string;
} {
  const said = t('letter.chase.text', { decision, number, day: sayDay(at, t.language) });
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  const refuse = t('letter.chase.refuse');
  return {
    subject: t('letter.subject.chase', { centre: centre.name, number }),
    text: `${wrap(said)}\n\nPOST\n${appliedUrl}\n\n${wrap(refuse)}\n\n-- \n${sign}\n`,
    html: page(
      <html lang={t.language}>
        <body>
          <p>{said}</p>
          <p>
            <code>POST {appliedUrl}</code>
          </p>
          <p>{refuse}</p>
          <p>{sign}</p>
        </body>
      </html>,
    ),
  };
}
