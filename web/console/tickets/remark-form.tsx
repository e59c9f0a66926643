import type { Translate } from '../../words';
import { type Filled, Line, Words } from '../fields';
import { Form } from '../layout';
import type { TicketView } from './ticket-view';

interface RemarkProps {
  t: Translate;
  csrf: string;
  view: TicketView;
  filled: Filled;
}
/** What is wrong with which data, as the ticket says it: one click makes it an anomaly case. */
export const RemarkForm = ({ t, csrf, view, filled }: RemarkProps) => {
  const { draft, of } = view;
  if (!draft) return null;
  const isRefused = filled['verb'] === 'open-case';
  const own = isRefused ? filled : prefilled(draft);
  const field = (name: string) => ({ verb: 'open-case', name, filled: own });
  return (
    <section class="actions" aria-labelledby="remark">
      <h2 id="remark">{t('remark.title')}</h2>
      <details id="do-open-case" open={isRefused}>
        <summary>{t('remark.open')}</summary>
        <Form action={`/tickets/${of.number}/open-case`} csrf={csrf}>
          <p class="hint">{t('remark.hint')}</p>
          <Line {...field('dataset')} label={t('remark.dataset')} required list={draft.datasets} />
          <Line {...field('cruise')} label={t('remark.cruise')} />
          <Line {...field('platform')} label={t('remark.platform')} />
          <Line {...field('parameter')} label={t('remark.parameter')} />
          <Line {...field('from')} label={t('remark.from')} type="datetime-local" />
          <Line {...field('until')} label={t('remark.until')} type="datetime-local" />
          <Words {...field('text')} label={t('remark.text')} required />
          <button type="submit">{t('remark.open')}</button>
        </Form>
      </details>
    </section>
  );
};

const prefilled = ({ datasets, cruise, platform, text }: NonNullable<TicketView['draft']>): Filled => ({
  dataset: datasets.length === 1 ? (datasets[0] ?? '') : '',
  cruise: cruise ?? '',
  platform: platform ?? '',
  text: text ?? '',
});
