import type { PageContext } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';
import type { Entry } from './guard';

/** Where a page stands, and the same page in the other language. */
export function contextOf(
  { centre }: Pick<ServerDeps, 'centre'>,
  { token, t, link }: Entry,
  number: string | null,
): PageContext {
  const other = t.language === 'fr' ? 'en' : 'fr';
  return {
    token,
    centre: centre.name,
    rights: link.rights,
    otherLanguageHref: `/s/${token}?${number === null ? '' : `case=${number}&`}lang=${other}`,
  };
}
