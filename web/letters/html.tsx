import type { VNode } from 'preact';
import { saySentence } from '../say';
import { page } from '../html';
import {
  factsOf,
  helloOf,
  hostOf,
  type Letter,
  type LetterCase,
  lettersOf,
  openingOf,
  otherUrl,
  personOf,
} from './letter';

const BODY = 'font:16px/1.5 sans-serif;color:#1d1d1f;max-width:640px;margin:8px';
const BUTTON =
  'display:inline-block;padding:10px 18px;background:#0a4a8f;color:#fff;font-weight:bold;text-decoration:none';

/** The same content as the text part, one column, inline style; a link says its host. `plotCid`: the picture that comes with it. */
export const htmlOf = (letter: Letter, plotCid: string | null): string =>
  page(<Body letter={letter} plotCid={plotCid} />);

function Body({ letter, plotCid }: { letter: Letter; plotCid: string | null }): VNode {
  const { t, cases, url, centre } = letter;
  const [first] = cases;
  const letters = lettersOf(letter);
  return (
    <html lang={t.language}>
      <head>
        <meta charset="utf-8" />
      </head>
      <body style={BODY}>
        <p>{helloOf(letter)}</p>
        <p>{openingOf(letter)}</p>
        {cases.map((of) => (
          <Facts key={of.number} of={of} letter={letter} />
        ))}
        {plotCid && first && (
          <p>
            <img
              src={`cid:${plotCid}`}
              width="640"
              style="max-width:100%;height:auto"
              alt={t('letter.plotAlt', { sentence: saySentence(first.description, t) })}
            />
          </p>
        )}
        {letter.restricted && <p>{t('letter.restricted')}</p>}
        {cases.length > 1 && <p>{t('letter.several')}</p>}
        <p>
          <a href={url} style={BUTTON}>
            {t('letter.button', { host: hostOf(url) })}
          </a>
        </p>
        {letters.length > 0 && (
          <>
            <p>{t('letter.letters')}</p>
            <ul>
              {letters.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
        <p>
          {t('letter.other')} <a href={otherUrl(letter)}>{hostOf(url)}</a>
        </p>
        <p style="color:#4b4b4f">{personOf(letter)}</p>
        <p style="color:#4b4b4f">{t('letter.sign', { centre: centre.name, email: centre.email })}</p>
      </body>
    </html>
  );
}

const Facts = ({ of, letter: { t } }: { of: LetterCase; letter: Letter }): VNode => (
  <p>
    <strong>{of.number}</strong>
    {factsOf(of, t).map((fact) => (
      <>
        <br />
        {fact}
      </>
    ))}
    {of.comment !== null && (
      <>
        <br />
        <em>{t('letter.comment')}</em> <span style="white-space:pre-wrap">{of.comment}</span>
      </>
    )}
  </p>
);
