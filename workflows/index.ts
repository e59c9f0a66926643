export { anomalyCase } from './anomaly-case';
export { contactLetters } from './contact-letters';
export { sweepOverdue } from './sweep-overdue';
