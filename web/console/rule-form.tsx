import { CONTACT_ROLES } from '../../domain/contact';
import { GROUP_FIELDS } from '../../domain/rules/rule';
import type { Translate } from '../words';
import { Form } from './layout';

/** What stands in each field of the form, as a person types it. */
export interface RuleTexts {
  code: string;
  name: string;
  priority: string;
  matchers: string;
  groupBy: readonly string[];
  gap: string;
  maxAge: string;
  cap: string;
  threshold: string;
  openMax: string;
  newCasesMax: string;
  requireApproval: boolean;
  /** Codes. */
  routeSupplier: string;
  routeContact: string;
  routeRole: string;
  validFrom: string;
  validUntil: string;
  /** The version that is being edited; empty for a new rule. */
  version: string;
}

/** What a rule would make of what has come. */
export interface Trial {
  anomalies: number;
  cases: number;
  below: number;
  now: number;
  rerouted: number;
  examples: readonly { key: Record<string, string | null>; anomalies: number; cases: number }[];
  /** What was tried, so that only this is saved. */
  seal: string;
}

interface FormProps {
  t: Translate;
  csrf: string;
  code: string | null;
  texts: RuleTexts;
  trial: Trial | null;
  mayEdit: boolean;
  /** Names of the fields that a condition may look at. */
  fields: string;
}
export const RuleForm = ({ t, csrf, code, texts, trial, mayEdit, fields }: FormProps) => (
  <Form action={`/rules/${code === null ? 'new' : encodeURIComponent(code)}`} csrf={csrf} id="rule">
    <fieldset class="bare" disabled={!mayEdit}>
      <input type="hidden" name="version" value={texts.version} />
      {trial && <input type="hidden" name="seal" value={trial.seal} />}
      {code === null && <Line id="code" label={t('rules.code')} value={texts.code} required />}
      <Line id="name" label={t('rules.name')} value={texts.name} required />
      <Line id="priority" label={t('rules.priority')} value={texts.priority} hint={t('rules.priorityHint')} required />
      <div class="field">
        <label for="matchers">{t('rules.matchers')}</label>
        <p class="hint" id="matchers-hint">
          {t('rules.matchersHint', { fields })}
        </p>
        <textarea id="matchers" name="matchers" rows={4} aria-describedby="matchers-hint">
          {texts.matchers}
        </textarea>
      </div>
      <fieldset class="field" id="groupBy">
        <legend>{t('rules.groupBy')}</legend>
        {GROUP_FIELDS.map((field) => (
          <label key={field}>
            <input type="checkbox" name="groupBy" value={field} checked={texts.groupBy.includes(field)} />{' '}
            {t(`field.${field}`)}
          </label>
        ))}
      </fieldset>
      <Limits t={t} texts={texts} />
      <div class="field">
        <label>
          <input type="checkbox" name="requireApproval" value="yes" checked={texts.requireApproval} />{' '}
          {t('rules.requireApproval')}
        </label>
      </div>
      <Routing t={t} texts={texts} />
      <Line id="validFrom" label={t('rules.validFrom')} value={texts.validFrom} type="datetime-local" />
      <Line id="validUntil" label={t('rules.validUntil')} value={texts.validUntil} type="datetime-local" />
      {mayEdit && (
        <p>
          <button type="submit" name="step" value="try">
            {t('rules.preview')}
          </button>{' '}
          {trial && (
            <button type="submit" name="step" value="save">
              {t('rules.save')}
            </button>
          )}
        </p>
      )}
    </fieldset>
  </Form>
);

/** How far apart, how long, how many. */
const Limits = ({ t, texts }: Pick<FormProps, 't' | 'texts'>) => (
  <>
    <Line id="gap" label={t('rules.gap')} value={texts.gap} hint={t('rules.gapHint')} />
    <Line id="maxAge" label={t('rules.maxAge')} value={texts.maxAge} required />
    <Line id="cap" label={t('rules.cap')} value={texts.cap} required />
    <Line
      id="threshold"
      label={t('rules.threshold')}
      value={texts.threshold}
      hint={t('rules.thresholdHint')}
      required
    />
    <Line id="openMax" label={t('rules.openMax')} value={texts.openMax} hint={t('rules.stormHint')} required />
    <Line id="newCasesMax" label={t('rules.newCasesMax')} value={texts.newCasesMax} required />
  </>
);

/** To whom the cases go; all three empty: as the registers say. */
const Routing = ({ t, texts }: Pick<FormProps, 't' | 'texts'>) => (
  <fieldset class="field" id="route" aria-describedby="route-hint">
    <legend>{t('rules.route')}</legend>
    <p class="hint" id="route-hint">
      {t('rules.routeHint')}
    </p>
    <Line id="routeSupplier" label={t('rules.routeSupplier')} value={texts.routeSupplier} />
    <div class="field">
      <label for="routeRole">{t('rules.routeRole')}</label>
      <select id="routeRole" name="routeRole">
        <option value="">{t('rules.anything')}</option>
        {CONTACT_ROLES.map((role) => (
          <option key={role} value={role} selected={texts.routeRole === role}>
            {t(`contactRole.${role}`)}
          </option>
        ))}
      </select>
    </div>
    <Line id="routeContact" label={t('rules.routeContact')} value={texts.routeContact} />
  </fieldset>
);

interface LineProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  required?: boolean;
  type?: 'text' | 'datetime-local';
}
const Line = ({ id, label, value, hint, required, type = 'text' }: LineProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    {hint && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <input
      id={id}
      name={id}
      type={type}
      value={value}
      required={required}
      aria-describedby={hint ? `${id}-hint` : undefined}
    />
  </div>
);
