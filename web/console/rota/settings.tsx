import type { Level } from '../../../domain/rota/facts';
import { Choose } from '../fields';
import { ConsolePage, type FieldFault, Form, type Shell } from '../layout';
import { ReliefForm, type ReliefTexts } from './relief-form';
import type { PersonOption } from './view';

export interface RotationTexts {
  turn: string;
  startsOn: string;
  members: readonly string[];
}
export interface SettingsTexts {
  zone: string;
  handOver: string;
  dutyOnClosedDays: boolean;
  rotations: Record<Level, RotationTexts>;
}
interface SettingsProps extends Shell {
  texts: SettingsTexts;
  zones: readonly { value: string; text: string }[];
  /** Who may be planned for a level. */
  eligible: Record<Level, readonly PersonOption[]>;
  relief: ReliefTexts;
  faults: readonly FieldFault[];
}

/** When the desk hands over, and whose turn it is where nothing was planned. */
export const RotaSettingsPage = ({ texts, zones, eligible, relief, faults, ...shell }: SettingsProps) => {
  const { t, csrf } = shell;
  return (
    <ConsolePage {...shell} title={t('rotaSettings.title')} faults={faults}>
      <p>
        <a href="/rota">{t('rota.title')}</a>
      </p>
      <h1>{t('rotaSettings.title')}</h1>
      <Form action="/rota/settings" csrf={csrf} id="settings">
        <Choose id="zone" name="zone" label={t('rotaSettings.zone')} options={zones} value={texts.zone} />
        <div class="field">
          <label for="handOver">{t('rotaSettings.handOver')}</label>
          <input id="handOver" name="handOver" type="time" value={texts.handOver} required />
        </div>
        <label class="tick">
          <input type="checkbox" name="dutyOnClosedDays" value="yes" checked={texts.dutyOnClosedDays} />{' '}
          {t('rotaSettings.closedDays')}
        </label>
        {([1, 2] as const).map((level) => (
          <RotationFields key={level} t={t} level={level} texts={texts.rotations[level]} people={eligible[level]} />
        ))}
        <button type="submit">{t('registers.save')}</button>
      </Form>
      <ReliefForm t={t} csrf={csrf} texts={relief} />
    </ConsolePage>
  );
};

interface RotationProps extends Pick<Shell, 't'> {
  level: Level;
  texts: RotationTexts;
  people: readonly PersonOption[];
}
/** One place more than there are people who could stand in it. */
const RotationFields = ({ t, level, texts, people }: RotationProps) => {
  const places = Math.min(Math.max(people.length, texts.members.length) + 1, MEMBERS_MAX);
  const options = [{ value: '', text: '–' }, ...people.map(({ code, name }) => ({ value: code, text: name }))];
  return (
    <fieldset class="field">
      <legend>{t('rotaSettings.rotation', { level })}</legend>
      <p class="hint">{people.length === 0 ? t('rotaSettings.nobody') : t('rotaSettings.rotationHint')}</p>
      <Choose
        id={`turn${level}`}
        name={`turn${level}`}
        label={t('rotaSettings.turn')}
        options={(['day', 'week'] as const).map((value) => ({ value, text: t(`turn.${value}`) }))}
        value={texts.turn}
      />
      <div class="field">
        <label for={`startsOn${level}`}>{t('rotaSettings.startsOn')}</label>
        <input id={`startsOn${level}`} name={`startsOn${level}`} type="date" value={texts.startsOn} />
      </div>
      {Array.from({ length: places }, (_, place) => (
        <Choose
          key={place}
          id={`member${level}-${place}`}
          name={`member${level}`}
          label={t('rotaSettings.member', { place: place + 1 })}
          options={options}
          value={texts.members[place] ?? ''}
        />
      ))}
    </fieldset>
  );
};
const MEMBERS_MAX = 20;
