import { RELIEFS, type ReliefFault, type ReliefPolicy } from '../../../domain/rota/relief';
import { Choose } from '../fields';
import { Form, type Shell } from '../layout';

export type ReliefTexts = Record<ReliefFault, string> & Pick<ReliefPolicy, 'relief'>;
export const RELIEF_NUMBERS = ['ticketMinutes', 'dutyMinutes', 'beginPercent', 'endPercent'] as const;

/** When level 1 has too much, and what is done about it. */
export const ReliefForm = ({ t, csrf, texts }: Pick<Shell, 't' | 'csrf'> & { texts: ReliefTexts }) => (
  <>
    <h2 id="relief-title">{t('rotaRelief.title')}</h2>
    <p>{t('rotaRelief.lead')}</p>
    <Form action="/rota/relief/settings" csrf={csrf} id="relief">
      <Choose
        id="reliefMode"
        name="relief"
        label={t('reliefMode.label')}
        options={RELIEFS.map((value) => ({ value, text: t(`reliefMode.${value}`) }))}
        value={texts.relief}
      />
      {RELIEF_NUMBERS.map((name) => (
        <div class="field" key={name}>
          <label for={name}>{t(`reliefField.${name}`)}</label>
          <input id={name} name={name} inputMode="numeric" maxLength={4} value={texts[name]} required />
        </div>
      ))}
      <button type="submit">{t('registers.save')}</button>
    </Form>
  </>
);
