import { bad } from '../verb-say';
import type { VerbRefusal } from '../verb-types';
import type { TicketBody } from './types';

export const missing = (field: keyof TicketBody, why: string): VerbRefusal => bad('required', `/${field}`, why);
