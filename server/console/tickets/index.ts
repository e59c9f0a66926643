import { Router } from 'express';
import type { ServerDeps } from '../../deps';
import { partyPages } from '../party';
import { cannedAnswerPages } from './canned-answers';
import { eraseWordsPages } from './erase';
import { inboxPage } from './inbox';
import { newTicketPages } from './new-ticket';
import { openCasePages } from './open-case';
import { reliefDeeds } from './relief';
import { ticketPages } from './ticket';

/** The desk's part of the console. */
export const deskPages = (deps: ServerDeps): Router =>
  Router().use(
    cannedAnswerPages(deps),
    partyPages(deps),
    inboxPage(deps),
    reliefDeeds(deps),
    newTicketPages(deps),
    eraseWordsPages(deps),
    openCasePages(deps),
    ticketPages(deps),
  );
