import type { Translate } from '../../words';
import { Choose } from '../fields';
import { type FieldFault, Form } from '../layout';
import type { PersonOption } from './view';

export interface OverrideTexts {
  level: string;
  startsAt: string;
  endsAt: string;
  out: string;
  in: string;
}
export interface SwapTexts {
  day: string;
  level: string;
  otherDay: string;
  otherLevel: string;
}
interface FormProps {
  t: Translate;
  csrf: string;
  zone: string;
  people: readonly PersonOption[];
  faults: readonly FieldFault[];
}

const levels = (t: Translate) => ['1', '2'].map((value) => ({ value, text: t('rota.level', { level: value }) }));
const isOpenFor = (faults: readonly FieldFault[], ids: readonly string[]): boolean =>
  faults.some(({ field }) => field !== null && ids.includes(field));

/** Somebody more, somebody less, or one instead of another, for a span of time. */
export const OverrideForm = ({ t, csrf, zone, people, faults, texts }: FormProps & { texts: OverrideTexts }) => {
  const options = [{ value: '', text: '–' }, ...people.map(({ code, name }) => ({ value: code, text: name }))];
  return (
    <details open={isOpenFor(faults, ['override-level', 'override-startsAt', 'override-endsAt', 'override-in'])}>
      <summary>{t('rota.override')}</summary>
      <p class="hint">{t('rota.overrideHint', { zone })}</p>
      <Form action="/rota/overrides" csrf={csrf} id="override">
        <Choose id="override-level" name="level" label={t('rota.levelField')} options={levels(t)} value={texts.level} />
        <Moment id="override-startsAt" name="startsAt" label={t('rota.from')} value={texts.startsAt} />
        <Moment id="override-endsAt" name="endsAt" label={t('rota.untilField')} value={texts.endsAt} />
        <Choose id="override-out" name="out" label={t('rota.out')} options={options} value={texts.out} />
        <Choose id="override-in" name="in" label={t('rota.in')} options={options} value={texts.in} />
        <button type="submit">{t('rota.saveOverride')}</button>
      </Form>
    </details>
  );
};

const Moment = ({ id, name, label, value }: { id: string; name: string; label: string; value: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={name} type="datetime-local" value={value} required />
  </div>
);

/** Two days change hands. */
export const SwapForm = ({ t, csrf, faults, texts }: FormProps & { texts: SwapTexts }) => (
  <details open={isOpenFor(faults, ['swap-day', 'swap-otherDay'])}>
    <summary>{t('rota.swap')}</summary>
    <p class="hint">{t('rota.swapHint')}</p>
    <Form action="/rota/swaps" csrf={csrf} id="swap">
      <Day id="swap-day" name="day" label={t('rota.firstDay')} value={texts.day} />
      <Choose id="swap-level" name="level" label={t('rota.levelField')} options={levels(t)} value={texts.level} />
      <Day id="swap-otherDay" name="otherDay" label={t('rota.otherDay')} value={texts.otherDay} />
      <Choose
        id="swap-otherLevel"
        name="otherLevel"
        label={t('rota.levelField')}
        options={levels(t)}
        value={texts.otherLevel}
      />
      <button type="submit">{t('rota.saveSwap')}</button>
    </Form>
  </details>
);
const Day = ({ id, name, label, value }: { id: string; name: string; label: string; value: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={name} type="date" value={value} required />
  </div>
);
