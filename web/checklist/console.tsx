import type { VNode } from 'preact';
import { ConsolePage, type Shell } from '../console/layout';
import { sayDate } from '../console/when';
import type { Translate } from '../words';

/** A cruise and how it stands with its checklist. */
export interface DeskChecklist {
  id: number;
  cruise: string;
  name: string;
  startAt: Date | null;
  cancelled: boolean;
  recipients: number;
  sentAt: Date | null;
  dueAt: Date | null;
  late: boolean;
  topics: number;
  mails: readonly { state: string; mails: number }[];
}

export const ChecklistsPage = ({ checklists, ...shell }: Shell & { checklists: readonly DeskChecklist[] }): VNode => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('checklistDesk.title')}>
      <h1>{t('checklistDesk.title')}</h1>
      <p>{t('checklistDesk.lead')}</p>
      {checklists.length === 0 ? (
        <p class="empty">{t('checklistDesk.none')}</p>
      ) : (
        <section class="scroll" tabIndex={0} aria-label={t('checklistDesk.title')}>
          <table>
            <caption>{t('checklistDesk.caption')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('checklistDesk.cruise')}</th>
                <th scope="col">{t('checklistDesk.leaves')}</th>
                <th scope="col">{t('checklistDesk.state')}</th>
                <th scope="col">{t('checklistDesk.mails')}</th>
                <th scope="col" class="num">
                  {t('checklistDesk.topics')}
                </th>
              </tr>
            </thead>
            <tbody>
              {checklists.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <a href={`/registers/cruises/${encodeURIComponent(one.cruise)}`}>{one.name}</a>
                  </th>
                  <td>{one.startAt && sayDate(one.startAt, t)}</td>
                  <td>{stateOf(one, t)}</td>
                  <td>{mailsOf(one, t)}</td>
                  <td class="num">{one.topics === 0 ? '—' : one.topics}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </ConsolePage>
  );
};

function stateOf({ sentAt, cancelled, recipients, late, dueAt }: DeskChecklist, t: Translate): VNode | string {
  if (sentAt) return t('checklistDesk.sent', { day: sayDate(sentAt, t) });
  if (cancelled) return t('checklistDesk.cancelled');
  if (late) return t('checklistDesk.late');
  if (recipients === 0)
    return (
      <>
        <span class="badge warn">{t('checklistDesk.nobody')}</span>
        <p class="hint">{t('checklistDesk.nobodyHint')}</p>
      </>
    );
  return dueAt ? t('checklistDesk.due', { day: sayDate(dueAt, t) }) : '—';
}
const mailsOf = ({ mails, recipients }: DeskChecklist, t: Translate): string =>
  mails.length === 0
    ? t('checklistDesk.recipients', { count: recipients })
    : mails.map(({ state, mails: count }) => t.of(`mailState.${state}`, { count })).join(', ');
