import { HOLD_KINDS, type Hold, type HoldState } from '../../domain/rules/hold';
import { formatDuration } from '../../domain/registers/duration';
import { MATCH_FIELDS, writeMatchers } from '../../domain/rules/matcher';
import type { Translate } from '../words';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { isoOf, sayDeadline } from './when';

/** What stands in each field of the form, as a person types it. */
export interface HoldTexts {
  kind: string;
  matchers: string;
  startsAt: string;
  endsAt: string;
  quiet: string;
  reason: string;
}
export interface ShownHold extends Hold {
  state: HoldState;
  reason: string;
}
interface HoldsProps extends Shell {
  holds: readonly ShownHold[];
  texts: HoldTexts;
  faults: readonly FieldFault[];
  /** Numbers of the cases that it would keep waiting; null before it was previewed. */
  preview: { cases: readonly string[]; more: boolean; seal: string } | null;
  mayHold: boolean;
}

/** Silences and maintenance windows, and the form that makes one once it was previewed. */
export const HoldsPage = ({ holds, texts, faults, preview, mayHold, ...shell }: HoldsProps) => {
  const { t, csrf } = shell;
  return (
    <ConsolePage {...shell} title={t('holds.title')} faults={faults}>
      <h1>{t('holds.title')}</h1>
      <p>{t('holds.lead')}</p>
      {preview && <Previewed t={t} {...preview} />}
      {mayHold && <NewHold {...{ t, csrf, texts }} seal={preview?.seal ?? null} />}
      <h2>{t('holds.list')}</h2>
      {holds.length === 0 && <p class="empty">{t('holds.none')}</p>}
      <ul>
        {holds.map((hold) => (
          <li key={hold.id}>
            <span class="badge">{t(`holdState.${hold.state}`)}</span> {t(`holdKind.${hold.kind}`)}{' '}
            <strong>{writeMatchers(hold.matchers)}</strong>{' '}
            <time dateTime={isoOf(hold.endsAt)}>{t('holds.until', { when: sayDeadline(hold.endsAt, t) })}</time>{' '}
            {hold.quietMs !== null && `${t('holds.quietFor', { time: formatDuration(hold.quietMs, t.language) })} `}
            <span class="soft">{hold.reason}</span>
            {mayHold && (hold.state !== 'expired' || hold.kind === 'suppression') && (
              <MoveOrEnd t={t} csrf={csrf} hold={hold} />
            )}
          </li>
        ))}
      </ul>
    </ConsolePage>
  );
};

const MoveOrEnd = ({ t, csrf, hold }: { t: Translate; csrf: string; hold: ShownHold }) => (
  <>
    <Form action={`/holds/${hold.id}/move`} csrf={csrf}>
      <label for={`until-${hold.id}`}>{t('holds.endsAt')}</label>{' '}
      <input
        id={`until-${hold.id}`}
        name="endsAt"
        type="datetime-local"
        value={isoOf(hold.endsAt).slice(0, 16)}
        required
      />{' '}
      <button type="submit">{t('holds.move')}</button>
    </Form>
    <Form action={`/holds/${hold.id}/expire`} csrf={csrf}>
      <button type="submit">{t('holds.expire')}</button>
    </Form>
  </>
);

const Previewed = ({ t, cases, more }: { t: Translate; cases: readonly string[]; more: boolean }) => (
  <section class="next" role="status" aria-labelledby="preview">
    <h2 id="preview">{t('holds.previewed', { count: cases.length, more: more ? 'yes' : 'no' })}</h2>
    <p>{t('rules.nothingYet')}</p>
    <ul>
      {cases.slice(0, 20).map((number) => (
        <li key={number}>
          <a href={`/cases/${number}`}>{number}</a>
        </li>
      ))}
    </ul>
  </section>
);

const NewHold = ({ t, csrf, texts, seal }: { t: Translate; csrf: string; texts: HoldTexts; seal: string | null }) => (
  <Form action="/holds" csrf={csrf} id="hold">
    {seal && <input type="hidden" name="seal" value={seal} />}
    <div class="field">
      <label for="kind">{t('holds.kind')}</label>
      <select id="kind" name="kind">
        {HOLD_KINDS.map((kind) => (
          <option key={kind} value={kind} selected={kind === texts.kind}>
            {t(`holdKind.${kind}`)}
          </option>
        ))}
      </select>
    </div>
    <div class="field">
      <label for="matchers">{t('rules.matchers')}</label>
      <p class="hint" id="matchers-hint">
        {t('holds.matchersHint', { fields: MATCH_FIELDS.join(', ') })}
      </p>
      <textarea id="matchers" name="matchers" rows={3} aria-describedby="matchers-hint" required>
        {texts.matchers}
      </textarea>
    </div>
    <Line id="startsAt" label={t('holds.startsAt')} value={texts.startsAt} type="datetime-local" />
    <Line id="endsAt" label={t('holds.endsAt')} value={texts.endsAt} type="datetime-local" required />
    <Line id="quiet" label={t('holds.quiet')} value={texts.quiet} type="text" />
    <Line id="reason" label={t('holds.reason')} value={texts.reason} type="text" required />
    <p>
      <button type="submit" name="step" value="preview">
        {t('holds.preview')}
      </button>{' '}
      {seal && (
        <button type="submit" name="step" value="save">
          {t('holds.save')}
        </button>
      )}
    </p>
  </Form>
);

interface LineProps {
  id: string;
  label: string;
  value: string;
  type: 'text' | 'datetime-local';
  required?: boolean;
}
const Line = ({ id, label, value, type, required }: LineProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={id} type={type} value={value} required={required} />
  </div>
);
