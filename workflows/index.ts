export { anomalyCase } from './anomaly-case';
export { contactLetters } from './contact-letters';
export { cruiseChecklist } from './cruise-checklist';
export { deskRota } from './desk-rota';
export { expectedDelivery } from './expected-delivery';
export { heldCases } from './held-cases';
export { sweepOverdue } from './sweep-overdue';
export { webhookEndpoint } from './webhook-endpoint';
