import type { Calendar } from '../../domain/calendar/calendar';
import type { RequesterTicket, Service } from '../../web/requester/view';
import type { TicketMail, TicketMailKind } from '../../web/requester/mail';
import type { Translate } from '../../web/words';

const DAY = [
  ['09:00', '12:30'],
  ['13:30', '17:30'],
] as const;
export const OFFICE_HOURS: Calendar = {
  zone: 'Europe/Paris',
  weekly: { 1: DAY, 2: DAY, 3: DAY, 4: DAY, 5: DAY },
  holidays: [],
  publicHolidays: null,
  closures: [],
  shifts: {},
};
export const SERVICE: Service = { calendar: OFFICE_HOURS, responseMinutes: 240 };

/** A request in hand, with a question and an answer, of which parts may differ. */
export const aRequest = (patch: Partial<RequesterTicket> = {}): RequesterTicket => ({
  number: 'T-2026-00093',
  askedAt: new Date('2026-03-10T09:12:00Z'),
  next: {
    stand: 'received',
    promised: { kind: 'response', dueAt: new Date('2026-03-10T14:12:00Z'), late: false },
    closesAt: null,
    mergedInto: null,
    reopens: false,
  },
  said: [
    {
      id: '1',
      side: 'requester',
      name: null,
      text: 'Bonjour,\n\nje cherche les profils CTD de PELGAS 2024 <au nord de 46°N>.',
      at: new Date('2026-03-10T09:12:00Z'),
      sending: false,
      files: [{ id: '5', name: 'zone.csv', size: 2150 }],
    },
    {
      id: '2',
      side: 'desk',
      name: 'Alix Morel',
      text: 'Bonjour Nora,\n\nles voici : https://doi.example.org/10.17882/1\n\nBien cordialement,\nAlix',
      at: new Date('2026-03-10T13:40:00Z'),
      sending: false,
      files: [],
    },
  ],
  allowed: ['write'],
  score: null,
  ...patch,
});

export const aTicketMail = (kind: TicketMailKind, t: Translate, patch: Partial<TicketMail> = {}): TicketMail => ({
  t,
  centre: { name: 'SISMER', email: 'aide@example.org' },
  kind,
  number: 'T-2026-00093',
  name: 'Nora Kervella',
  askedAt: new Date('2026-03-10T09:12:00Z'),
  next: aRequest().next,
  service: SERVICE,
  words: null,
  files: 0,
  url: 'https://vigie.example.org/t/dql_abc',
  repliesAreRead: true,
  ...patch,
});
