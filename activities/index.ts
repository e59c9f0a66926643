import type { Pool } from '../db/query';
import { type CaseActivities, createCaseActivities } from './cases';
import { type ContactActivities, createContactActivities } from './contacts';
import { createDeliveryActivities, type DeliveryActivities } from './deliveries';
import { createSweepActivities, type SweepActivities } from './sweep';

export type Activities = CaseActivities & ContactActivities & DeliveryActivities & SweepActivities;
export const createActivities = (deps: { pool: Pool }): Activities => ({
  ...createCaseActivities(deps),
  ...createContactActivities(deps),
  ...createDeliveryActivities(deps),
  ...createSweepActivities(deps),
});
