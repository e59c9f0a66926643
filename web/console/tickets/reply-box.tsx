import type { CannedAnswer } from '../../../domain/canned-answer';
import type { Language } from '../../../domain/words';
import { saySize } from '../../say';
import type { Translate } from '../../words';
import type { Filled } from '../fields';
import { Form } from '../layout';
import type { TicketView } from './ticket-view';

export const TEXT_MAX = 20_000;

/** A file that is stored already; `sealed` brings it back with the form. */
export interface KeptFile {
  name: string;
  size: number;
  sealed: string;
}

interface ReplyBoxProps {
  t: Translate;
  csrf: string;
  view: TicketView;
  canned: readonly CannedAnswer[];
  filled: Filled;
  kept: readonly KeptFile[];
}
/** Words to the requester, which leave by mail; a canned answer is put below what is typed already. */
export const ReplyBox = ({ t, csrf, view, canned, filled, kept }: ReplyBoxProps) => {
  const { of, allowed, requester } = view;
  if (!allowed.includes('reply')) return null;
  const language: Language = requester?.language === 'en' ? 'en' : 'fr';
  return (
    <section class="reply" aria-labelledby="reply">
      <h2 id="reply">{t('reply.title')}</h2>
      <p class="hint" id="reply-hint">
        {requester?.email
          ? t('reply.hint', { to: requester.email, language: t(`language.${language}`) })
          : t('reply.noAddress')}
      </p>
      <Form action={`/tickets/${of.number}/reply`} csrf={csrf} upload>
        <input type="hidden" name="seen" value={view.stand} />
        {canned.length > 0 && <Canned t={t} canned={canned} />}
        <div class="field">
          <label for="reply-text">{t('reply.text')}</label>
          <textarea
            id="reply-text"
            name="text"
            rows={8}
            maxLength={TEXT_MAX}
            lang={language}
            aria-describedby="reply-hint"
          >
            {filled['text'] ?? ''}
          </textarea>
        </div>
        <Attachment t={t} kept={kept} />
        <Sending t={t} allowed={allowed} />
      </Form>
    </section>
  );
};

const Attachment = ({ t, kept }: Pick<ReplyBoxProps, 't' | 'kept'>) => (
  <div class="field">
    <label for="reply-file">{t('reply.file')}</label>
    {kept.map(({ name, size, sealed }) => (
      <label class="tick" key={sealed}>
        <input type="checkbox" name="kept" value={sealed} checked /> {t('reply.kept', { name, size: saySize(size, t) })}
      </label>
    ))}
    <input id="reply-file" name="file" type="file" multiple aria-describedby="reply-file-hint" />
    <p class="hint" id="reply-file-hint">
      {t('reply.fileHint')}
    </p>
  </div>
);

const Canned = ({ t, canned }: Pick<ReplyBoxProps, 't' | 'canned'>) => (
  <div class="around">
    <div>
      <label for="reply-canned">{t('canned.title')}</label>
      <select id="reply-canned" name="canned">
        {canned.map(({ code, name }) => (
          <option key={code} value={code}>
            {name[t.language]}
          </option>
        ))}
      </select>
    </div>
    <button type="submit" class="second" name="insert" value="yes">
      {t('reply.insert')}
    </button>
  </div>
);

/** What follows once it is sent. */
const Sending = ({ t, allowed }: { t: Translate; allowed: readonly string[] }) => (
  <div class="around">
    <button type="submit">{t('reply.send')}</button>
    {allowed.includes('wait') && (
      <button type="submit" class="second" name="after" value="wait">
        {t('reply.sendWait')}
      </button>
    )}
    {allowed.includes('resolve') && (
      <button type="submit" class="second" name="after" value="resolve">
        {t('reply.sendResolve')}
      </button>
    )}
  </div>
);
