import sanitize from 'sanitize-html';

const BLOCKS = new Set(['p', 'div', 'br', 'hr', 'li', 'tr', 'pre', 'h1', 'h2', 'h3', 'h4', 'ul', 'ol', 'table']);
/** An element that is the quoted original, its introduction or the signature: it is passed over as a whole. */
const QUOTED =
  /class="[^"]*\b(?:gmail_quote|gmail_quote_container|gmail_signature|yahoo_quoted|moz-cite-prefix|moz-signature|protonmail_quote)\b|id="(?:Signature|mail-editor-reference-message-container)"/i;
/** Where Outlook and Zimbra begin the original: all that follows belongs to it. */
const FROM_HERE =
  /id="(?:divRplyFwdMsg|appendonsend|zwchr|x_divRplyFwdMsg)"|data-marker="__DIVIDER__"|border-top:\s*solid\s+#?(?:E1E1E1|B5C4DF)\s+1\.0pt|class="[^"]*\bOutlookMessageHeader\b/i;

/**
 * The text of an HTML reply without what it quotes, and the whole of it. Blocks begin a line. What no reader shows is not in
 * it: scripts, styles, comments.
 */
export function textOfHtml(html: string): { said: string; all: string } {
  const clean = sanitize(html, {
    allowedTags: [...BLOCKS, 'blockquote', 'span', 'td', 'a', 'b', 'strong', 'i', 'em', 'font'],
    allowedAttributes: { '*': ['class', 'id', 'style', 'data-marker', 'type'] },
    parseStyleAttributes: false,
    nestingLimit: 100,
  });
  return { said: walk(clean, true), all: walk(clean, false) };
}

const VOID = new Set(['br', 'hr']);
const TOKEN = /<(\/?)([a-z0-9]+)((?:\s[^>]*)?)>|([^<]+)/g;

/** `clean` is well-formed: what the sanitizer wrote. `drops`: what is quoted is passed over. */
function walk(clean: string, drops: boolean): string {
  const state: State = { depth: 0, dropping: null };
  let text = '';
  for (const token of tokensOf(clean)) {
    if (drops && FROM_HERE.test(token.attributes)) break;
    if (state.dropping === null) text += written(text, token.tag, token.words);
    if (token.tag !== '' && !VOID.has(token.tag)) step(state, token, drops);
  }
  return text
    .replaceAll(/[ \t]+\n/g, '\n')
    .replaceAll(/\n[ \t]+/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

interface State {
  depth: number;
  /** Depth of the element that is passed over. */
  dropping: number | null;
}
function step(state: State, { isEnd, tag, attributes }: Token, drops: boolean): void {
  if (isEnd) {
    if (state.dropping === state.depth) state.dropping = null;
    state.depth -= 1;
    return;
  }
  state.depth += 1;
  if (drops && isQuoted(tag, attributes)) state.dropping ??= state.depth;
}

interface Token {
  isEnd: boolean;
  /** Empty for words. */
  tag: string;
  attributes: string;
  words: string | undefined;
}
function* tokensOf(clean: string): Generator<Token> {
  for (const [, slash, tag = '', attributes = '', words] of clean.matchAll(TOKEN))
    yield { isEnd: slash === '/', tag, attributes, words };
}

/** What a tag or words add to the text before them. */
function written(text: string, tag: string, words: string | undefined): string {
  if (words !== undefined) return unescape(words).replaceAll(/[ \t\r\n]+/g, ' ');
  if (tag === 'br') return '\n';
  return BLOCKS.has(tag) && !text.endsWith('\n') ? '\n' : '';
}
const isQuoted = (tag: string, attributes: string): boolean => tag === 'blockquote' || QUOTED.test(attributes);

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&amp;', '&');
