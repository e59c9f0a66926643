import { describe } from '../../domain/describe';
import { may } from '../../domain/permissions';
import { saySentence } from '../say';
import type { Translate } from '../words';
import { Actions } from './case-actions';
import { Answers, Decisions } from './case-answers';
import { Anomalies } from './case-anomalies';
import { EvidenceOf } from './case-evidence';
import { Contact, Facts, Tickets } from './case-facts';
import { Guests } from './case-guests';
import { Received } from './case-received';
import type { CaseView } from './case-view';
import { badgesOf, sayCase, sayNext } from './case-words';
import { ConsolePage, type FieldFault, type Shell } from './layout';
import { Timeline } from './case-timeline';
import { isoOf, sayDeadline, sayDistance } from './when';

interface CasePageProps extends Shell {
  view: CaseView;
  faults: readonly FieldFault[];
  /** What was being filled in when it was refused; kept so that nothing is typed twice. */
  filled: Record<string, string>;
}

/** One case: what is wrong, what is next, what may be done now, and all that happened. */
export const CasePage = ({ view, faults, filled, ...shell }: CasePageProps) => {
  const { t, csrf } = shell;
  const { of, anomalies, evidence } = view;
  const into = of.anomalies === 0 ? mergedInto(view) : null;
  return (
    <ConsolePage {...shell} title={`${of.number} ${sayCase(of, t)}`} faults={faults}>
      <h1>
        <span class="soft">{of.number}</span> {sayCase(of, t)}
      </h1>
      {into === null ? (
        <p>{saySentence(describe(of, anomalies, evidence), t)}</p>
      ) : (
        <p>
          {t('case.mergedInto')} <a href={`/cases/${into}`}>{into}</a>
        </p>
      )}
      <State view={view} t={t} />
      <div class="columns">
        <div>
          {into === null && <EvidenceOf number={view.of.number} evidence={evidence} t={t} />}
          <Decisions view={view} t={t} />
          <Answers view={view} t={t} />
          {into === null && <Anomalies view={view} t={t} />}
          <Timeline {...{ view, t, csrf }} mayErase={shell.person !== null && may(shell.person.role, 'erase_words')} />
        </div>
        <div>
          <Actions {...{ view, t, csrf, filled }} />
          <Received view={view} t={t} />
          <Contact view={view} t={t} />
          <Tickets view={view} t={t} />
          <Guests {...{ view, t, csrf }} />
          <Facts view={view} t={t} />
        </div>
      </div>
    </ConsolePage>
  );
};

/** Number of the case that took this one's anomalies. */
function mergedInto({ events }: CaseView): string | null {
  const into = events.findLast(({ type }) => type === 'case.merge')?.data['into'];
  return typeof into === 'string' ? into : null;
}
const startingLow = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Where the case stands, what comes next, and what waits on the desk; sorting is what comes next. */
const State = ({ view: { of, tasks, now, gate }, t }: { view: CaseView; t: Translate }) => {
  const open = tasks.filter(({ doneAt }) => doneAt === null);
  const codes = open.map(({ code }) => code);
  // What comes next says these two already.
  const told = open.filter(({ code }) => code !== 'triage' && !(code === 'unknown_supplier' && of.phase === 'triage'));
  return (
    <div class="next" id="next">
      <p>
        <strong>{t(`phase.${of.phase}`)}</strong> <span class="soft">{sayDistance(of.phaseSince, now, t)}</span>{' '}
        {badgesOf(of, codes, now, t).map(({ kind, text }) => (
          <span key={text} class={`badge ${kind}`}>
            {text}
          </span>
        ))}
      </p>
      <p>
        {t('case.next', { what: startingLow(sayNext(of, codes, t)) })}
        {of.dueAt && (
          <>
            {' '}
            <time dateTime={isoOf(of.dueAt)}>{sayDeadline(of.dueAt, t)}</time>
          </>
        )}
      </p>
      {gate && <p>{t('case.gate', { open: gate.open, needed: gate.needed })}</p>}
      {told.length > 0 && (
        <ul id="tasks">
          {told.map(({ code, createdAt }) => (
            <li key={code}>
              {t.of(`taskLong.${code}`)} <span class="soft small">{sayDistance(createdAt, now, t)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
