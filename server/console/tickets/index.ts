import { Router } from 'express';
import type { ServerDeps } from '../../deps';
import { cannedAnswerPages } from './canned-answers';

/** The desk's part of the console. */
export const deskPages = (deps: ServerDeps): Router => Router().use(cannedAnswerPages(deps));
