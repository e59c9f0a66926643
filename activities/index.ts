import type { Pool } from '../db/query';
import { type ChecklistActivities, createChecklistActivities } from './checklists';
import { type CaseActivities, createCaseActivities } from './cases';
import { type ContactActivities, createContactActivities } from './contacts';
import { createDeliveryActivities, type DeliveryActivities } from './deliveries';
import { createHoldActivities, type HoldActivities } from './holds';
import { createRotaActivities, type RotaActivities } from './rota';
import { createSweepActivities, type SweepActivities } from './sweep';
import { createTicketActivities, type TicketActivities } from './tickets';
import { createReceiverActivities, type ReceiverActivities } from './webhooks';

export type Activities = CaseActivities &
  ChecklistActivities &
  ContactActivities &
  DeliveryActivities &
  HoldActivities &
  RotaActivities &
  SweepActivities &
  TicketActivities &
  ReceiverActivities;
export const createActivities = (deps: { pool: Pool }): Activities => ({
  ...createCaseActivities(deps),
  ...createChecklistActivities(deps),
  ...createContactActivities(deps),
  ...createDeliveryActivities(deps),
  ...createHoldActivities(deps),
  ...createRotaActivities(deps),
  ...createSweepActivities(deps),
  ...createTicketActivities(deps),
  ...createReceiverActivities(deps),
});
