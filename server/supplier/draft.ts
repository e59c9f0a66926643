import { dropDrafts, findDraft, LETTER_SCOPE, saveDraft } from '../../db/conversation/drafts';
import type { Pool } from '../../db/query';
import { type FormValues, NOTHING_FILLED } from '../../web/supplier/view';
import { sayDay, sayTime } from '../../web/say';
import type { Entry } from './guard';
import { askOnce, type Post, showDone } from './show';

/** What a draft keeps, by the name of the field on the wire; a file has to be chosen again. */
const KEPT = {
  answer: 'answer',
  cause: 'cause',
  comment: 'comment',
  plannedOn: 'planned_on',
} as const satisfies Partial<Record<keyof FormValues, string>>;
type Kept = keyof typeof KEPT;
// Safe: the keys of the constant above.
const NAMES = Object.keys(KEPT) as Kept[];

/** Keeps what is filled in until it is sent, also where the line breaks; saved empty, the draft is thrown away. */
export async function keepDraft(post: Post): Promise<void> {
  const { deps, entry, posted, cases, at, isConfirmed } = post;
  const { t } = entry;
  const { values } = posted;
  const number = cases.length === 1 ? (cases[0]?.number ?? null) : null;
  const scope = number ?? LETTER_SCOPE;
  const filled = NAMES.filter((name) => values[name] !== '');
  if (!isConfirmed)
    return askOnce(post, {
      title: t('draft.ask'),
      lead: t(filled.length === 0 ? 'draft.askEmpty' : 'draft.askText'),
      rows: filled.map((name) => [t.of(`draft.${name}`), sayOf(name, values[name], entry)]),
      path: 'answer',
      hidden: [
        ['deed', 'save'],
        ...cases.map(({ number }): [string, string] => ['case', number]),
        ...filled.map((name): [string, string] => [KEPT[name], values[name]]),
      ],
      button: t('draft.keep'),
      number,
    });
  if (filled.length === 0) {
    await dropDrafts(deps.pool, entry.tokenHash, [scope]);
    return showDone(post, { title: t('draft.goneTitle'), text: t('draft.gone'), number });
  }
  const fields = Object.fromEntries(filled.map((name) => [name, values[name]]));
  const ticked = scope === LETTER_SCOPE ? { cases: cases.map(({ number }) => number).join(' ') } : {};
  await saveDraft(deps.pool, entry.tokenHash, scope, { ...fields, ...ticked }, at);
  showDone(post, {
    title: t('draft.keptTitle'),
    text: t('draft.kept'),
    number,
  });
}

const sayOf = (name: Kept, value: string, { t }: Entry): string =>
  name === 'answer' || name === 'cause' ? t.of(`${name}.${value}`) : value;

/** The form as it was left, and since when; blank where nothing was. */
export async function readDraft(
  pool: Pool,
  { tokenHash, t }: Entry,
  number: string | null,
): Promise<{ values: FormValues; draftOf: string | null }> {
  const draft = await findDraft(pool, tokenHash, number ?? LETTER_SCOPE);
  if (!draft) return { values: NOTHING_FILLED, draftOf: null };
  const { cases = '', ...fields } = draft.fields;
  return {
    values: { ...NOTHING_FILLED, ...fields, cases: cases === '' ? [] : cases.split(' ') },
    draftOf: `${sayDay(draft.savedAt, t.language)}, ${sayTime(draft.savedAt, t.language)} ${t('unit.tu')}`,
  };
}
