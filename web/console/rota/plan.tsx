import type { Level } from '../../../domain/rota/facts';
import type { TroubleCode } from '../../../domain/rota/trouble';
import { Choose } from '../fields';
import { ConsolePage, type FieldFault, Form, type Shell } from '../layout';
import { sayDay, sayShortDay } from './days';

export interface PlanTexts {
  from: string;
  until: string;
  turn1: string;
  turn2: string;
}
export interface ShownProposal {
  days: readonly { day: string; names: Record<Level, string | null> }[];
  /** How many days everybody has. */
  load: readonly { name: string; days: Record<Level, number> }[];
  trouble: readonly { day: string; level: Level; code: TroubleCode; name: string | null }[];
  /** Shifts of these days that stand now and would be replaced. */
  replaced: number;
  seal: string;
}
interface PlanProps extends Shell {
  texts: PlanTexts;
  faults: readonly FieldFault[];
  proposal: ShownProposal | null;
}

/** Months in one go: choose, look, save. Nothing is written before the last. */
export const PlanPage = ({ texts, faults, proposal, ...shell }: PlanProps) => {
  const { t, csrf } = shell;
  const turns = (['day', 'week'] as const).map((value) => ({ value, text: t(`turn.${value}`) }));
  return (
    <ConsolePage {...shell} title={t('rotaPlan.title')} faults={faults}>
      <p>
        <a href="/rota">{t('rota.title')}</a>
      </p>
      <h1>{t('rotaPlan.title')}</h1>
      <p>{t('rotaPlan.lead')}</p>
      <Form action="/rota/plan" csrf={csrf} id="plan">
        <Day id="from" label={t('rotaPlan.from')} value={texts.from} />
        <Day id="until" label={t('rotaPlan.until')} value={texts.until} />
        <Choose id="turn1" name="turn1" label={t('rotaPlan.turn', { level: 1 })} options={turns} value={texts.turn1} />
        <Choose id="turn2" name="turn2" label={t('rotaPlan.turn', { level: 2 })} options={turns} value={texts.turn2} />
        <button type="submit" name="step" value="preview" class={proposal ? 'second' : undefined}>
          {t('rotaPlan.preview')}
        </button>
      </Form>
      {proposal && <Proposed {...shell} texts={texts} proposal={proposal} />}
    </ConsolePage>
  );
};
const Day = ({ id, label, value }: { id: string; label: string; value: string }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={id} type="date" value={value} required />
  </div>
);

type ProposedProps = Pick<PlanProps, 't' | 'csrf' | 'texts'> & { proposal: ShownProposal };
const Proposed = ({ t, csrf, texts, proposal }: ProposedProps) => {
  const { trouble, replaced, seal } = proposal;
  return (
    <>
      <section class="next" role="status" aria-labelledby="proposed">
        <h2 id="proposed">{t('rotaPlan.proposed', { count: proposal.days.length })}</h2>
        <p>{t('rotaPlan.nothingYet')}</p>
        {replaced > 0 && <p>{t('rotaPlan.replaced', { count: replaced })}</p>}
      </section>
      {trouble.length > 0 && <Trouble t={t} trouble={trouble} />}
      <Form action="/rota/plan" csrf={csrf} id="save">
        {Object.entries(texts).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="seal" value={seal} />
        {trouble.length > 0 && (
          <label class="tick">
            <input type="checkbox" name="lacking" value="yes" id="lacking" required />{' '}
            {t('rotaPlan.accept', { count: trouble.length })}
          </label>
        )}
        <button type="submit" name="step" value="save">
          {t('rotaPlan.save')}
        </button>
      </Form>
      <Load t={t} proposal={proposal} />
      <Days t={t} proposal={proposal} />
    </>
  );
};

const Trouble = ({ t, trouble }: { t: PlanProps['t']; trouble: ShownProposal['trouble'] }) => (
  <div class="errors">
    <h2>{t('rota.lacking', { count: trouble.length })}</h2>
    <ul>
      {trouble.slice(0, 20).map(({ day, level, code, name }) => (
        <li key={`${day} ${level} ${code}`}>
          {sayDay(day, t)}, {t('rota.levelLower', { level })} {t(`troubleLong.${code}`, { name: name ?? '' })}
        </li>
      ))}
    </ul>
    {trouble.length > 20 && <p>{t('rota.moreLacking', { count: trouble.length - 20 })}</p>}
  </div>
);

const Load = ({ t, proposal }: Pick<ProposedProps, 't' | 'proposal'>) => (
  <table>
    <caption>{t('rotaPlan.load')}</caption>
    <thead>
      <tr>
        <th scope="col">{t('rotaPlan.person')}</th>
        <th scope="col" class="num">
          {t('rota.level', { level: 1 })}
        </th>
        <th scope="col" class="num">
          {t('rota.level', { level: 2 })}
        </th>
      </tr>
    </thead>
    <tbody>
      {proposal.load.map(({ name, days }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td class="num">{days[1]}</td>
          <td class="num">{days[2]}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Days = ({ t, proposal }: Pick<ProposedProps, 't' | 'proposal'>) => (
  <table>
    <caption>{t('rotaPlan.days')}</caption>
    <thead>
      <tr>
        <th scope="col">{t('rota.day')}</th>
        <th scope="col">{t('rota.level', { level: 1 })}</th>
        <th scope="col">{t('rota.level', { level: 2 })}</th>
      </tr>
    </thead>
    <tbody>
      {proposal.days.map(({ day, names }) => (
        <tr key={day}>
          <th scope="row">{sayShortDay(day, t)}</th>
          {([1, 2] as const).map((level) => (
            <td key={level}>{names[level] ?? <strong class="fault">{t('rota.nobody')}</strong>}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
