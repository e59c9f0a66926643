import { type RequestHandler, Router } from 'express';
import { CONSOLE_CSS } from '../../web/console/style';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { absencePages } from './absences';
import { accountPages } from './account';
import { advicePages } from './advice';
import { answerSetPages } from './answer-set';
import { casePages } from './case';
import { caseListPage } from './case-list';
import { checklistPages } from './checklists';
import { clockMigrationPages } from './clock-migration';
import { policyMigrationPages } from './policy-migration';
import { deliveryPages } from './deliveries';
import { checkForms } from './form';
import { erasePages } from './erase';
import { guestPages } from './guests';
import { hashQueue } from './hash-queue';
import { holdPages } from './holds';
import { logInPages } from './log-in';
import { mailPages } from './mails';
import { peoplePages } from './people';
import { plotPages } from './plots';
import { registerPages } from './registers';
import { reasonPages } from './reasons';
import { rotaPages } from './rota';
import { rulePages } from './rules';
import { searchPages } from './search';
import { openVisit, signedIn } from './session';
import { taskPages } from './tasks';
import { statisticsPages } from './statistics';
import { deskPages } from './tickets';
import { topicPages } from './topics';
import { explainTrouble } from './trouble';
import { webhookPages } from './webhooks';
import { widePages } from './wide';

/** What belongs to the console; every other path passes by, without session or cookie. */
const OURS =
  /^\/(?:$|(?:login|logout|account|anomalies|cases|deliveries|mails|registers|policy|calendars|sla-policies|rules|holds|answer-sets|canned-answers|correspondents|organisations|requesters|search|tasks|tickets|statistics(?:\.csv)?|good-practice|checklists|webhooks|rota(?:\.csv)?|absences|topics|people)(?:\/|$))/;

const notFound: RequestHandler = () => {
  throw problem(404, 'not_found', 'There is nothing at this address.');
};

/** The console of the assistants: log-in, cases, registers. */
export function consoleRoutes(deps: ServerDeps): Router {
  const hashes = hashQueue();
  const pages = Router()
    .use(openVisit(deps), checkForms(deps), logInPages(deps, hashes), signedIn)
    .use(
      accountPages(deps, hashes),
      caseListPage(deps),
      widePages(deps),
      guestPages(deps),
      erasePages(deps),
      casePages(deps),
      plotPages(deps),
      registerPages(deps),
      clockMigrationPages(deps),
      policyMigrationPages(deps),
    )
    .use(deliveryPages(deps), mailPages(deps), rulePages(deps), holdPages(deps), reasonPages(deps), taskPages(deps))
    .use(deskPages(deps), searchPages(deps))
    .use(statisticsPages(deps), advicePages(deps), checklistPages(deps))
    .use(rotaPages(deps), absencePages(deps), topicPages(deps), peoplePages(deps))
    .use(answerSetPages(deps), webhookPages(deps), notFound, explainTrouble);
  return Router()
    .get('/assets/console.css', (_req, res) => {
      res.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(CONSOLE_CSS);
    })
    .use((req, _res, next) => next(OURS.test(req.path) ? undefined : 'router'), pages);
}
