import type { AbsenceKind } from '../../domain/rota/facts';
import { ABSENCE_KINDS } from '../../domain/rota/facts';
import { Choose } from './fields';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { saySpan } from './rota/days';
import type { PersonOption } from './rota/view';

export interface AbsenceTexts {
  person: string;
  kind: string;
  firstDay: string;
  firstHour: string;
  lastDay: string;
  lastHour: string;
  cover: string;
  readsMail: boolean;
  remark: string;
}
export interface ShownAbsence {
  code: string;
  name: string;
  kind: AbsenceKind;
  startsAt: Date;
  endsAt: Date;
  hasBegun: boolean;
  readsMail: boolean;
  /** Who stands in by now, along the whole chain. */
  cover: string | null;
  /** A duty or a topic stands without anybody. */
  lacksCover: boolean;
}
interface AbsencesProps extends Shell {
  absences: readonly ShownAbsence[];
  zone: string;
  texts: AbsenceTexts;
  people: readonly PersonOption[];
  faults: readonly FieldFault[];
  mayEdit: boolean;
}

/** Who is away now and later, and the form that adds an absence. */
export const AbsencesPage = (props: AbsencesProps) => {
  const { absences, zone, texts, people, faults, mayEdit, ...shell } = props;
  const { t, csrf } = shell;
  return (
    <ConsolePage {...shell} title={t('nav.absences')} faults={faults}>
      <p>
        <a href="/rota">{t('rota.title')}</a>
      </p>
      <h1>{t('nav.absences')}</h1>
      {absences.length === 0 && <p class="empty">{t('absences.none')}</p>}
      <ul>
        {absences.map((absence) => (
          <li key={absence.code}>
            <a href={`/absences/${encodeURIComponent(absence.code)}`}>{absence.name}</a>{' '}
            {absence.hasBegun && <span class="badge warn">{t('absences.now')}</span>} {t(`absenceKind.${absence.kind}`)}
            , {saySpan(absence.startsAt, absence.endsAt, zone, t)}
            <br />
            {absence.cover !== null && <span class="soft">{t('absences.coveredBy', { name: absence.cover })} </span>}
            {absence.readsMail && <span class="soft">{t('absences.readsMail')} </span>}
            {absence.lacksCover && <span class="badge bad">{t('task.absence_uncovered')}</span>}
          </li>
        ))}
      </ul>
      {mayEdit && (
        <section aria-labelledby="new">
          <h2 id="new">{t('absences.new')}</h2>
          <AbsenceForm {...{ t, csrf, zone, texts, people }} action="/absences" />
        </section>
      )}
      <p class="small">
        <a href="/registers/absences">{t('absences.all')}</a>
      </p>
    </ConsolePage>
  );
};

interface OneProps extends Omit<AbsencesProps, 'absences'> {
  code: string;
  name: string;
  state: 'coming' | 'now' | 'over' | 'cancelled';
}
/** One absence: what it says, and its end. */
export const AbsencePage = ({ code, name, state, zone, texts, people, faults, mayEdit, ...shell }: OneProps) => {
  const { t, csrf } = shell;
  const path = `/absences/${encodeURIComponent(code)}`;
  const isOver = state === 'over' || state === 'cancelled';
  return (
    <ConsolePage {...shell} title={t('tasks.absence', { name })} faults={faults}>
      <p>
        <a href="/absences">{t('nav.absences')}</a>
      </p>
      <h1>
        {t('tasks.absence', { name })} <span class="badge">{t(`absenceState.${state}`)}</span>
      </h1>
      <fieldset class="bare" disabled={!mayEdit || isOver}>
        <AbsenceForm {...{ t, csrf, zone, texts, people }} action={path} />
      </fieldset>
      {mayEdit && !isOver && (
        <Form action={`${path}/${state === 'now' ? 'end' : 'cancel'}`} csrf={csrf}>
          <button type="submit" class="second">
            {state === 'now' ? t('absences.end') : t('absences.cancel')}
          </button>
        </Form>
      )}
    </ConsolePage>
  );
};

interface FormProps extends Pick<AbsencesProps, 't' | 'csrf' | 'zone' | 'texts' | 'people'> {
  action: string;
}
const AbsenceForm = ({ t, csrf, zone, texts, people, action }: FormProps) => {
  const options = people.map(({ code, name }) => ({ value: code, text: name }));
  return (
    <Form action={action} csrf={csrf} id="absence">
      <Choose id="person" name="person" label={t('absences.person')} options={options} value={texts.person} />
      <Choose
        id="kind"
        name="kind"
        label={t('absences.kind')}
        options={ABSENCE_KINDS.map((value) => ({ value, text: t(`absenceKind.${value}`) }))}
        value={texts.kind}
      />
      <p class="hint">{t('absences.hint', { zone })}</p>
      <div class="around">
        <Input id="firstDay" label={t('absences.firstDay')} type="date" value={texts.firstDay} />
        <Input id="firstHour" label={t('absences.hour')} type="time" value={texts.firstHour} />
      </div>
      <div class="around">
        <Input id="lastDay" label={t('absences.lastDay')} type="date" value={texts.lastDay} />
        <Input id="lastHour" label={t('absences.hour')} type="time" value={texts.lastHour} />
      </div>
      <Choose
        id="cover"
        name="cover"
        label={t('absences.cover')}
        options={[{ value: '', text: t('absences.noCover') }, ...options]}
        value={texts.cover}
      />
      <label class="tick">
        <input type="checkbox" name="readsMail" value="yes" checked={texts.readsMail} /> {t('absences.readsMailField')}
      </label>
      <div class="field">
        <label for="remark">{t('absences.remark')}</label>
        <input id="remark" name="remark" value={texts.remark} maxLength={300} />
      </div>
      <button type="submit">{t('registers.save')}</button>
    </Form>
  );
};
interface InputProps {
  id: string;
  label: string;
  type: 'date' | 'time';
  value: string;
}
const Input = ({ id, label, type, value }: InputProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={id} type={type} value={value} required={type === 'date'} />
  </div>
);
