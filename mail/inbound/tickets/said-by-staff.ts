import { REPLY_MARK } from '../../../domain/ticket/reply-mark';
import type { Opened } from '../parser';
import { replyOf } from '../reply';

const REPLY_ADDRESS = /\+[0-9a-f]{32}@/;
const OUR_PAGE = /https?:\/\/\S+\/tickets\/T-\d/;

/** What staff wrote above the mail that they answer. Null when some of that mail may be in it: it would be shown to who asked. */
export function saidByStaff({ text, html }: Pick<Opened, 'text' | 'html'>): string | null {
  const said = above(replyOf({ text: text.trim() === '' ? '' : above(text), html }).said)
    .split('\n')
    .filter((line) => !REPLY_ADDRESS.test(line))
    .join('\n')
    .trim();
  return OUR_PAGE.test(said) ? null : said;
}

function above(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.includes(REPLY_MARK));
  return at < 0 ? text : lines.slice(0, at).join('\n');
}
