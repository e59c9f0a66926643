import { type AnswerCode, approversNeeded } from '../../domain/answer';
import type { Phase } from '../../domain/case';
import { may } from '../../domain/permissions';
import type { Role } from '../../domain/words';
import { sayDay } from '../say';
import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { ConsolePage, Form, type Shell } from './layout';
import { sayWho } from './timeline';
import { sayMoment } from './when';
import { type ReachedCase, sayReached } from '../reached';

interface Member extends Omit<ReachedCase, 'exception'> {
  phase: Phase;
  version: number;
  current: number | null;
  withdrawn: boolean;
  approvals: string[];
}
/** A case that was ticked and could not be approved; `why` is the code of the refusal. */
export interface LeftOut {
  number: string;
  why: string;
}
interface SetProps extends Shell {
  set: {
    id: string;
    code: AnswerCode;
    author: string;
    sensor: string | null;
    start: Date | null;
    end: Date | null;
    at: Date;
    members: Member[];
  };
  names: CaseView['names'];
  left: LeftOut[];
  /** Code of the person who looks. */
  visitor: string;
  role: Role;
}

type Stand = 'waits' | 'mine' | 'decided' | 'moved';
/** How a case stands towards the answer of the set. */
function standOf({ phase, version, current, withdrawn, approvals }: Member, visitor: string): Stand {
  if (withdrawn || version !== current) return 'moved';
  if (phase !== 'answered') return DECIDED.has(phase) ? 'decided' : 'moved';
  return approvals.includes(`person:${visitor}`) ? 'mine' : 'waits';
}
const DECIDED: ReadonlySet<Phase> = new Set(['approved', 'applying', 'verifying', 'closed']);

/** One answer given to several cases: how each stands, and one approval for those that wait for it. */
export const AnswerSetPage = ({ set, names, left, visitor, role, ...shell }: SetProps) => {
  const { t, csrf } = shell;
  const stands = set.members.map((member) => ({ member, stand: standOf(member, visitor) }));
  const waiting = stands.filter(({ stand }) => stand === 'waits').map(({ member }) => member);
  const others = stands.filter(({ stand }) => stand !== 'waits');
  const title = t('set.title', { count: set.members.length });
  const isAuthor = set.author === `person:${visitor}` && approversNeeded(set.code) > 1;
  return (
    <ConsolePage {...shell} title={title}>
      <h1>{title}</h1>
      <p>{leadOf(set, names, t)}</p>
      {left.length > 0 && (
        <div class="errors" role="alert" id="left">
          <h2>{t('set.left', { count: left.length })}</h2>
          <ul>
            {left.map(({ number, why }) => (
              <li key={number}>
                <a href={`/cases/${number}`}>{number}</a>: {sayWhy(why, t)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {approversNeeded(set.code) > 1 && <p class="hint">{t('action.twoPersons')}</p>}
      {isAuthor && <p class="hint">{t('set.author')}</p>}
      <Waiting {...{ set, waiting, names, t, csrf }} mayApprove={may(role, 'approve') && !isAuthor} />
      {others.length > 0 && (
        <>
          <h2>{t('set.others')}</h2>
          <ul>
            {others.map(({ member, stand }) => (
              <Case
                key={member.number}
                {...{ member, t }}
                text={t(`set.${stand}`, { phase: t(`phase.${member.phase}`) })}
              />
            ))}
          </ul>
        </>
      )}
    </ConsolePage>
  );
};

interface WaitingProps extends Pick<SetProps, 'set' | 'names' | 't' | 'csrf'> {
  waiting: Member[];
  mayApprove: boolean;
}
/** Those that wait for an approval, all ticked. */
const Waiting = ({ set, waiting, names, t, csrf, mayApprove }: WaitingProps) =>
  waiting.length > 0 && mayApprove ? (
    <Form action={`/answer-sets/${set.id}/approve`} csrf={csrf}>
      <fieldset>
        <legend>{t('set.which')}</legend>
        {waiting.map((member) => (
          <p key={member.number}>
            <label class="tick">
              <input type="checkbox" name="with" value={`${member.number} ${member.version}`} checked /> {member.number}
              , {sayReached(member, t)}
            </label>{' '}
            <a href={`/cases/${member.number}`}>{t('set.open', { number: member.number })}</a>{' '}
            {approvedBy(member, names, t)}
          </p>
        ))}
      </fieldset>
      <button type="submit">{t('set.approve', { count: waiting.length })}</button>
    </Form>
  ) : (
    <ul>
      {waiting.map((member) => (
        <Case key={member.number} {...{ member, t }} text={t('set.waits')} />
      ))}
    </ul>
  );

const Case = ({ member, text, t }: { member: Member; text: string; t: Translate }) => (
  <li>
    <a href={`/cases/${member.number}`}>{member.number}</a>, {sayReached(member, t)}. {text}
  </li>
);

const leadOf = (
  { code, author, sensor, start, end, at }: SetProps['set'],
  names: CaseView['names'],
  t: Translate,
): string =>
  [
    t('set.lead', { answer: t(`answer.${code}`), who: sayWho(author, names, t), when: sayMoment(at, t) }),
    ...(sensor && start && end
      ? [
          t('set.reach', {
            sensor,
            first: sayDay(start, t.language),
            last: sayDay(new Date(end.getTime() - 1), t.language),
          }),
        ]
      : []),
  ].join(' ');

const approvedBy = ({ approvals }: Member, names: CaseView['names'], t: Translate) =>
  approvals.length === 0 ? null : (
    <span class="hint">
      {t('action.approvedBy', { who: approvals.map((one) => sayWho(one, names, t)).join(', ') })}
    </span>
  );

function sayWhy(why: string, t: Translate): string {
  const said = t.of(`refused.${why}`);
  return said === `refused.${why}` ? t('set.whyMoved') : said;
}
