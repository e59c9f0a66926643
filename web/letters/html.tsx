import type { VNode } from 'preact';
import { AdviceParagraphs } from '../advice/letter';
import { saySentence } from '../say';
import { page } from '../html';
import {
  cruisesOf,
  factsOf,
  headOf,
  helloOf,
  hostOf,
  type Letter,
  type LetterCase,
  lettersOf,
  openingOf,
  otherUrl,
  personOf,
  replyOf,
  sayEach,
  sayLetters,
  templateOf,
} from './letter';

export const BODY =
  'font:16px/1.5 sans-serif;color:#1d1d1f;background:#fff;max-width:640px;margin:0 auto;padding:8px 12px';
export const BUTTON =
  'display:inline-block;padding:10px 18px;background:#0a4a8f;color:#fff;font-weight:bold;text-decoration:none;border-radius:4px';
const CASE = 'border-left:4px solid #0a4a8f;padding-left:12px;overflow-wrap:anywhere';
export const QUIET = 'color:#4b4b4f;font-size:14px';
/** Where a reader's programme leaves colours to us; the others turn them themselves. */
export const DARK =
  ':root{color-scheme:light dark}@media(prefers-color-scheme:dark){body{background:#1c1c1e!important;color:#ececf0!important}a{color:#8ab8f2!important}.b{background:#8ab8f2!important;color:#0d2238!important}.q{color:#b8b8be!important}.c{border-color:#8ab8f2!important}}';

/** The same content as the text part, one column, inline style; a link says its host. `plotCid`: the picture that comes with it. */
export const htmlOf = (letter: Letter, plotCid: string | null): string =>
  page(<Body letter={letter} plotCid={plotCid} />);

function Body({ letter, plotCid }: { letter: Letter; plotCid: string | null }): VNode {
  const { t, cases, more, url, centre } = letter;
  return (
    <html lang={t.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <style>{DARK}</style>
      </head>
      <body style={BODY}>
        <p>{helloOf(letter)}</p>
        <p>{openingOf(letter)}</p>
        {cruisesOf(letter).map(({ cruise, cases: together }) => (
          <>
            {cruise !== null && <h2 style="font-size:18px">{cruise}</h2>}
            {together.map((of) => (
              <>
                <Facts key={of.number} of={of} letter={letter} />
                {plotCid && of === cases[0] && <Plot of={of} letter={letter} cid={plotCid} />}
              </>
            ))}
          </>
        ))}
        {more > 0 && <p>{t('letter.moreCases', { count: more })}</p>}
        {letter.restricted && <p>{t('letter.restricted')}</p>}
        {cases.length + more > 1 && <p>{t('letter.several')}</p>}
        <p>
          <a href={url} class="b" style={BUTTON}>
            {t('letter.button', { host: hostOf(url) })}
          </a>
        </p>
        <Replies letter={letter} />
        <Template letter={letter} />
        <p>
          {t('letter.other')} <a href={otherUrl(letter)}>{hostOf(url)}</a>
        </p>
        <AdviceParagraphs t={t} advice={letter.advice} />
        <p class="q" style={QUIET}>
          {personOf(letter)}
        </p>
        <p class="q" style={QUIET}>
          {t('letter.sign', { centre: centre.name, email: centre.email })}
        </p>
      </body>
    </html>
  );
}

const Facts = ({ of, letter }: { of: LetterCase; letter: Letter }): VNode => (
  <p class="c" style={CASE}>
    <strong>{headOf(of, letter)}</strong>
    {factsOf(of, letter.t).map((fact) => (
      <>
        <br />
        {fact}
      </>
    ))}
    {of.comment !== null && (
      <>
        <br />
        <em>{letter.t('letter.comment')}</em> <span style="white-space:pre-wrap">{of.comment}</span>
      </>
    )}
  </p>
);

const Plot = ({ of, letter: { t }, cid }: { of: LetterCase; letter: Letter; cid: string }): VNode => (
  <p>
    <img
      src={`cid:${cid}`}
      width="640"
      style="max-width:100%;height:auto"
      alt={t('letter.plotAlt', { sentence: saySentence(of.description, t) })}
    />
  </p>
);

/** The table to fill in with corrected values. */
function Template({ letter }: { letter: Letter }): VNode | null {
  const url = templateOf(letter);
  return url === null ? null : (
    <p>
      {letter.t('letter.template')} <a href={url}>{hostOf(url)}</a>
    </p>
  );
}

/** Each letter opens a reply that holds it already, where replies are read. */
function Replies({ letter }: { letter: Letter }): VNode {
  const { replyTo, cases } = letter;
  const [letters, each] = [lettersOf(letter), sayEach(letter)];
  const href = (line: string): string =>
    `mailto:${replyTo}?subject=${encodeURIComponent(`Re: [${cases[0]?.number ?? ''}]`)}&body=${encodeURIComponent(replyOf(line, letter))}`;
  return (
    <>
      {letters.length > 0 && <p>{sayLetters(letter)}</p>}
      {letters.length > 0 && (
        <ul style="list-style:none;padding-left:12px">
          {letters.map((line) => (
            <li key={line}>{replyTo === null ? line : <a href={href(line)}>{line}</a>}</li>
          ))}
        </ul>
      )}
      {each && (
        <p>
          {each.how} {each.line}
        </p>
      )}
    </>
  );
}
