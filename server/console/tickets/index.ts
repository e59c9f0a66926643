import { Router } from 'express';
import type { ServerDeps } from '../../deps';
import { partyPages } from '../party';
import { cannedAnswerPages } from './canned-answers';

/** The desk's part of the console. */
export const deskPages = (deps: ServerDeps): Router => Router().use(cannedAnswerPages(deps), partyPages(deps));
