import { inTransaction, type Pool } from '../../db/query';
import { openTicket } from '../../db/tickets/open';

/** A question of normal priority, asked by the form at this instant. */
export const askForProfiles = (pool: Pool, at: Date) =>
  inTransaction(pool, (tx) =>
    openTicket(tx, {
      type: 'information',
      channel: 'web',
      topic: null,
      cruise: null,
      subject: 'Profils',
      text: 'Où sont les profils ?',
      requester: { email: 'nora@example.org', name: 'Nora', language: 'fr', organisation: null },
      actor: { kind: 'person', id: 'anne' },
      at,
    }),
  );
