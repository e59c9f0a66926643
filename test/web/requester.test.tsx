import { page } from '../../web/html';
import { AskedPage } from '../../web/requester/asked-page';
import { ContactsPage } from '../../web/requester/contacts-page';
import { HelpPage } from '../../web/requester/help-page';
import { sayHours } from '../../web/requester/hours';
import { TICKET_MAILS } from '../../web/requester/mail';
import { ticketMail } from '../../web/requester/mail-html';
import { CheckPage, LostPage, SentPage } from '../../web/requester/step-pages';
import { TicketPage } from '../../web/requester/ticket-page';
import { NOTHING_ASKED, type RequesterTicket, STANDS } from '../../web/requester/view';
import { translator } from '../../web/words';
import { wordsOf } from '../support/console';
import { aRequest, aTicketMail, OFFICE_HOURS, SERVICE } from '../support/requester';

const fr = translator('fr');
const en = translator('en');
const context = { token: 'dql_x', centre: 'SISMER' };
const shown = (of: RequesterTicket, t = fr): string =>
  page(TicketPage({ t, context, of, service: SERVICE, nonce: 'n', typed: null }));
const formsIn = (html: string): string[] => [...html.matchAll(/action="([^"]+)"/g)].map((match) => match[1] ?? '');

test('hours are said in runs of days, each language by its own clock', () => {
  expect(sayHours(OFFICE_HOURS, fr)?.replaceAll('\u00a0', ' ')).toBe(
    'du lundi au vendredi, de 9 h à 12 h 30 et de 13 h 30 à 17 h 30',
  );
  expect(sayHours(OFFICE_HOURS, en)).toBe('Monday to Friday, 09:00 to 12:30 and 13:30 to 17:30');
  const odd = { weekly: { 1: [['09:00', '12:00']], 2: [['09:00', '12:00']], 6: [['08:00', '24:00']] } } as const;
  expect(sayHours(odd, en)).toBe('Monday and Tuesday, 09:00 to 12:00; Saturday, 08:00 to 24:00');
  expect(sayHours({ weekly: {} }, fr)).toBeNull();
});

test('each stand of a request is said in words, in both languages', () => {
  for (const t of [fr, en])
    for (const stand of STANDS) {
      const html = shown(aRequest({ next: { ...aRequest().next, stand, mergedInto: 'T-2026-00004' } }), t);
      expect(wordsOf(html)).not.toMatch(/stand\.|next\.|undefined/);
    }
});

test('a form that was refused says so in its title, names each field and keeps what was typed', () => {
  const errors = [{ field: 'email' as const, code: 'notAddress' }];
  const values = { ...NOTHING_ASKED, text: 'Où trouver <PELGAS> ?', email: 'nora@', topic: 'doi' };
  const topics = [{ code: 'doi', name: 'DOI' }];
  const html = page(HelpPage({ t: fr, centre: 'SISMER', values, errors, topics, service: null }));
  expect(html).toMatch(/<title>Erreur\s: /);
  expect(html).toContain('<a href="#email">');
  expect(html).toMatch(/id="email"[^>]*value="nora@"[^>]*aria-describedby="email-hint email-error"/);
  expect(html).toContain('Où trouver &lt;PELGAS> ?</textarea>');
  expect(html).toMatch(/<details open>.*<option value="doi" selected>/s);
});

test('the trap is hidden from people until a browser has filled it in', () => {
  const form = (website: string): string =>
    page(
      HelpPage({
        t: fr,
        centre: 'SISMER',
        values: { ...NOTHING_ASKED, website },
        errors: [],
        topics: [],
        service: null,
      }),
    );
  expect(form('')).toMatch(/<div hidden><div class="field"><label for="website">/);
  expect(form('x')).toMatch(/<div><div class="field"><label for="website">/);
});

test('the receipt tells the number and what comes next, and opens nothing', () => {
  const html = page(
    AskedPage({
      t: fr,
      centre: 'SISMER',
      number: 'T-2026-00093',
      email: 'nora@example.org',
      next: aRequest().next,
      service: SERVICE,
    }),
  );
  expect(wordsOf(html)).toMatch(/T-2026-00093.*Première réponse au plus tard le 10 mars 2026, 15:12/s);
  expect(html).not.toContain('/t/');
});

test('only what is allowed is offered', () => {
  expect(formsIn(shown(aRequest({ allowed: [] })))).toEqual([]);
  expect(formsIn(shown(aRequest({ allowed: ['write', 'confirm', 'refuse'] })))).toEqual([
    '/t/dql_x/confirm',
    '/t/dql_x/refuse',
    '/t/dql_x/message',
  ]);
  expect(formsIn(shown(aRequest({ allowed: ['feedback'] })))).toEqual(['/t/dql_x/feedback']);
});

test('pages of one sentence lead on: a dead link to a fresh one, a refused form back', () => {
  expect(page(LostPage({ t: fr, centre: 'SISMER', what: 'dead', token: 'dql_x' }))).toContain(
    'action="/t/dql_x/fresh"',
  );
  expect(page(LostPage({ t: fr, centre: 'SISMER', what: 'unknown' }))).toContain('href="/help?lang=fr"');
  expect(page(SentPage({ t: fr, context, what: 'tooLate' }))).toContain('href="/t/dql_x?lang=fr"');
  const check = CheckPage({
    t: fr,
    context,
    title: 'x',
    lead: null,
    rows: [],
    path: 'confirm',
    hidden: [['nonce', 'n']],
    button: 'y',
  });
  expect(page(check)).toMatch(/action="\/t\/dql_x\/confirm".*name="nonce" value="n"/s);
});

test('who is on duty is told by role', () => {
  const html = page(
    ContactsPage({
      t: en,
      centre: { name: 'SISMER', email: 'aide@example.org' },
      service: SERVICE,
      opensAt: null,
      duty: { day: new Date('2026-03-11T08:00:00Z'), level1: true, level2: false },
      topics: [],
    }),
  );
  expect(wordsOf(html)).toMatch(/open now.*First line staffed.*not staffed/s);
});

test.each(TICKET_MAILS)('the mail “%s” bears the number, and its text part is whole by itself', (kind) => {
  for (const t of [fr, en]) {
    const { subject, text, html } = ticketMail(aTicketMail(kind, t));
    expect(subject).toMatch(/^\[T-2026-00093\] \S/);
    expect(text).toMatch(/^https:\/\/vigie\.example\.org\/t\/dql_abc(#score)?$/m);
    expect(text.split('\n').filter((line) => line.length > 72)).toEqual([]);
    expect(`${subject}${text}${html}`).not.toMatch(/tmail\.|next\.|undefined/);
  }
});

test('an answer is what a person wrote, first of all; a line of theirs does not cut the mail off', () => {
  const words = 'Bonjour Nora,\n\nles voici.\n-- \nAlix';
  const { text, html } = ticketMail(aTicketMail('answer', fr, { words, files: 1 }));
  expect(text).toMatch(/^Bonjour Nora,\n\nles voici\.\n–\nAlix\n\n1 fichier/);
  expect(text.match(/^-- $/gm)).toHaveLength(1);
  expect(html).toContain('les voici.');
});
