import type { Pool } from '../db/query';
import { type CaseActivities, createCaseActivities } from './cases';
import { type ContactActivities, createContactActivities } from './contacts';
import { createSweepActivities, type SweepActivities } from './sweep';

export type Activities = CaseActivities & ContactActivities & SweepActivities;
export const createActivities = (deps: { pool: Pool }): Activities => ({
  ...createCaseActivities(deps),
  ...createContactActivities(deps),
  ...createSweepActivities(deps),
});
