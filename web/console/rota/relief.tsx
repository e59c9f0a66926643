import type { Load } from '../../../domain/rota/relief';
import type { Translate } from '../../words';
import { ConsolePage, Form, type Shell } from '../layout';
import { sayLocal } from './days';

export interface ShownLook {
  id: number;
  at: Date;
  until: Date;
  level1: Load;
  level2: Load;
  beginPercent: number;
  endPercent: number;
  done: 'nothing' | 'begun' | 'handed_over' | 'offered' | 'taken' | 'no_room' | 'ended';
  tickets: readonly string[];
  name: string;
}
interface ReliefProps extends Shell {
  isOn: boolean;
  since: Date | null;
  offered: readonly string[];
  /** The newest first. */
  looks: readonly ShownLook[];
  zone: string;
  mayTake: boolean;
  mayPlan: boolean;
}

/** Whether level 1 has too much, and what was done about it. */
export const ReliefPage = ({ isOn, since, offered, looks, zone, mayTake, mayPlan, ...shell }: ReliefProps) => {
  const { t, csrf } = shell;
  const state = since === null ? t('rotaRelief.none') : t('rotaRelief.since', { when: sayLocal(since, zone, t) });
  return (
    <ConsolePage {...shell} title={t('rotaRelief.title')}>
      <p class="around">
        <a href="/rota">{t('rota.title')}</a>
        {mayPlan && <a href="/rota/settings#relief-title">{t('rotaRelief.settings')}</a>}
      </p>
      <h1>{t('rotaRelief.title')}</h1>
      <p>{t('rotaRelief.lead')}</p>
      <p>
        <strong>{isOn ? state : t('rotaRelief.off')}</strong>
      </p>
      {offered.length > 0 && (
        <section class="next" aria-labelledby="offered">
          <h2 id="offered">{t('rotaRelief.offered', { count: offered.length })}</h2>
          <p>
            <Numbers numbers={offered} />
          </p>
          {mayTake && (
            <Form action="/rota/relief/take" csrf={csrf}>
              <button type="submit">{t('rotaRelief.take')}</button>
            </Form>
          )}
        </section>
      )}
      <h2>{t('rotaRelief.log')}</h2>
      {looks.length === 0 ? <p class="empty">{t('rotaRelief.empty')}</p> : <Log t={t} looks={looks} zone={zone} />}
    </ConsolePage>
  );
};

const Log = ({ t, looks, zone }: Pick<ReliefProps, 't' | 'looks' | 'zone'>) => (
  <section class="scroll" tabIndex={0} aria-label={t('rotaRelief.log')}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('rotaRelief.when')}</th>
          <th scope="col">{t('rotaRelief.done')}</th>
          <th scope="col">{t('rotaRelief.load1')}</th>
          <th scope="col">{t('rotaRelief.load2')}</th>
          <th scope="col">{t('rotaRelief.thresholds')}</th>
        </tr>
      </thead>
      <tbody>
        {looks.map((look) => (
          <tr key={look.id}>
            <th scope="row">
              <time dateTime={look.at.toISOString()}>{sayLocal(look.at, zone, t)}</time>
            </th>
            <td>
              {t(`reliefDone.${look.done}`, { count: look.tickets.length, name: look.name })}
              {look.tickets.length > 0 && (
                <div class="small">
                  <Numbers numbers={look.tickets} />
                </div>
              )}
            </td>
            <td>
              {sayLoad(look.level1, t)}
              <div class="soft small">{t('rotaRelief.until', { when: sayLocal(look.until, zone, t) })}</div>
            </td>
            <td>{sayLoad(look.level2, t)}</td>
            <td class="small">{t('rotaRelief.percents', { begin: look.beginPercent, end: look.endPercent })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const sayLoad = ({ atRisk, capacity }: Load, t: Translate): string =>
  capacity === 0
    ? t('rotaRelief.minutesNone', { atRisk })
    : t('rotaRelief.minutes', { atRisk, capacity, percent: Math.round((atRisk * 100) / capacity) });

const Numbers = ({ numbers }: { numbers: readonly string[] }) => (
  <>
    {numbers.map((number, place) => (
      <span key={number}>
        {place > 0 && ', '}
        <a class="nb" href={`/tickets/${number}`}>
          {number}
        </a>
      </span>
    ))}
  </>
);
