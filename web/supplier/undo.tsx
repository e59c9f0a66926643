import type { VNode } from 'preact';
import type { Translate } from '../words';
import type { PageContext } from './view';

/** Within a day, while nobody has decided. */
export const Undo = ({ t, context, numbers }: { t: Translate; context: PageContext; numbers: string[] }): VNode => (
  <form method="post" action={`/s/${context.token}/undo`}>
    <input type="hidden" name="lang" value={t.language} />
    {numbers.map((number) => (
      <input key={number} type="hidden" name="case" value={number} />
    ))}
    <button class="other" type="submit">
      {t('undo.open')}
    </button>
  </form>
);
