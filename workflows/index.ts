export { anomalyCase } from './anomaly-case';
export { contactLetters } from './contact-letters';
export { expectedDelivery } from './expected-delivery';
export { sweepOverdue } from './sweep-overdue';
