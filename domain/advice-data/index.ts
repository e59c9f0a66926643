import type { AdviceTopic } from '../advice';
import { ACQUISITION } from './acquisition';
import { INSTRUMENTS } from './instruments';
import { VALUES } from './values';

/** The topics that a new database begins with. */
export const FIRST_TOPICS: readonly AdviceTopic[] = [...ACQUISITION, ...VALUES, ...INSTRUMENTS];
