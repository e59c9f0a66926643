import { type AnswerCode, answersFor, LETTERED_ANSWERS, neededBy } from '../../domain/answer';
import type { Family } from '../../domain/words';
import type { Translate } from '../words';
import type { Filled } from './fields';
import { Form } from './layout';
import { sayReason } from './mails';

export interface OfCase {
  number: string;
  family: Family;
  state: string;
  reason: string | null;
  code: AnswerCode | null;
  comment: string | null;
  decidedBy: string | null;
  decidedFor: string | null;
}
interface Deciding {
  t: Translate;
  csrf: string;
  id: number;
  filled: Filled;
}
/** What it says of one case, and what a person makes of that. */
export const AboutCase = ({ of, mayDecide, ...deciding }: Deciding & { of: OfCase; mayDecide: boolean }) => {
  const { t } = deciding;
  return (
    <section class={of.state === 'proposed' ? 'next' : undefined}>
      <h3>
        <a href={`/cases/${of.number}`}>{of.number}</a> <span class="badge">{t.of(`mailCase.${of.state}`)}</span>
      </h3>
      {of.reason && <p>{sayReason(of.reason, t)}</p>}
      {of.state === 'proposed' && mayDecide ? (
        <>
          <Confirm {...deciding} of={of} />
          <Discard {...deciding} number={of.number} />
        </>
      ) : (
        <p>
          {of.code && t(`answer.${of.code}`)} {of.decidedBy} {of.decidedFor}
        </p>
      )}
    </section>
  );
};

/** One answer for all cases of the mail that wait. */
export const ConfirmAll = ({ t, csrf, id, filled, cases }: Deciding & { cases: readonly OfCase[] }) => {
  const waiting = cases.filter(({ state }) => state === 'proposed');
  const [first] = waiting;
  if (!first || waiting.length < 2) return null;
  const codes = waiting
    .map(({ family }) => offered(family))
    .reduce((a, b) => a.filter((code) => b.includes(code)))
    .filter((code) => code !== 'corrected_data');
  const proposed = waiting.every(({ code }) => code === first.code) ? first.code : null;
  const isMine = filled['number'] === undefined;
  const chosen = (isMine ? filled['answer'] : null) ?? proposed;
  return (
    <section class="next">
      <h3>{t('mails.all', { count: waiting.length })}</h3>
      <Form action={`/mails/${id}/confirm-all`} csrf={csrf}>
        <div class="field">
          <label for="answer-all">{t('mails.answer')}</label>
          <select id="answer-all" name="answer">
            <option value="">{t('mails.choose')}</option>
            {codes.map((code) => (
              <option key={code} value={code} selected={code === chosen}>
                {letterOf(code)}
                {t(`answer.${code}`)}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="comment-all">{t('mails.comment')}</label>
          <textarea id="comment-all" name="comment" maxLength={10_000}>
            {(isMine ? filled['comment'] : null) ?? first.comment ?? ''}
          </textarea>
        </div>
        <button type="submit">{t('mails.confirmAll', { count: waiting.length })}</button>
      </Form>
    </section>
  );
};

/** The lettered five first; what needs a day is given on the page of the case. */
const offered = (family: Family): AnswerCode[] => answersFor(family).filter((code) => neededBy(code) !== 'planned_on');
const letterOf = (code: AnswerCode): string => {
  const at = LETTERED_ANSWERS.findIndex((lettered) => lettered === code);
  return at < 0 ? '' : `${'ABCDE'[at] ?? ''} – `;
};

const Confirm = ({ t, csrf, id, of, filled }: Deciding & { of: OfCase }) => {
  const isMine = filled['number'] === of.number;
  const chosen = (isMine ? filled['answer'] : null) ?? of.code;
  return (
    <Form action={`/mails/${id}/confirm`} csrf={csrf}>
      <input type="hidden" name="number" value={of.number} />
      <div class="field">
        <label for={`answer-${of.number}`}>{t('mails.answer')}</label>
        <select id={`answer-${of.number}`} name="answer">
          <option value="">{t('mails.choose')}</option>
          {offered(of.family).map((code) => (
            <option key={code} value={code} selected={code === chosen}>
              {letterOf(code)}
              {t(`answer.${code}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`comment-${of.number}`}>{t('mails.comment')}</label>
        <textarea id={`comment-${of.number}`} name="comment" maxLength={10_000}>
          {(isMine ? filled['comment'] : null) ?? of.comment ?? ''}
        </textarea>
      </div>
      <button type="submit">{t('mails.confirm')}</button>{' '}
      <button type="submit" class="second" formaction={`/mails/${id}/remark`}>
        {t('mails.remark')}
      </button>
    </Form>
  );
};

export const Discard = ({ t, csrf, id, number, filled }: Deciding & { number: string | null }) => {
  const field = number === null ? 'why' : `why-${number}`;
  return (
    <Form action={`/mails/${id}/discard`} csrf={csrf}>
      {number !== null && <input type="hidden" name="number" value={number} />}
      <div class="field">
        <label for={field}>{t('mails.why')}</label>
        <input
          id={field}
          name="why"
          type="text"
          maxLength={1000}
          value={(filled['number'] ?? null) === number ? (filled['why'] ?? '') : ''}
        />
      </div>
      <button type="submit" class="second">
        {t('mails.discard')}
      </button>
    </Form>
  );
};

export const Assign = ({ t, csrf, id, filled }: Deciding) => (
  <Form action={`/mails/${id}/assign`} csrf={csrf}>
    <div class="field">
      <label for="number">{t('mails.number')}</label>
      <input
        id="number"
        name="number"
        type="text"
        placeholder="A-2026-00417, T-2026-00093"
        value={filled['number'] ?? ''}
      />
    </div>
    <button type="submit" class="second">
      {t('mails.assign')}
    </button>
  </Form>
);

/** Whoever wrote it asks the desk something. */
export const ToTicket = ({ t, csrf, id }: Omit<Deciding, 'filled'>) => (
  <Form action={`/mails/${id}/ticket`} csrf={csrf}>
    <button type="submit" class="second">
      {t('mails.toTicket')}
    </button>
  </Form>
);

/** The contact wants no letters. */
export const Stop = ({ t, csrf, id }: Omit<Deciding, 'filled'>) => (
  <Form action={`/mails/${id}/stop`} csrf={csrf}>
    <p>{t('mails.stopLead')}</p>
    <button type="submit">{t('mails.stop')}</button>
  </Form>
);
