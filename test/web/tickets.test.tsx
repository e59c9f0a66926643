import { page } from '../../web/html';
import { TicketPage } from '../../web/console/tickets/ticket-page';
import type { TransferChoices } from '../../web/console/tickets/ticket-actions';
import { sayWorkingTime } from '../../web/console/tickets/ticket-state';
import type { TicketView } from '../../web/console/tickets/ticket-view';
import { translator } from '../../web/words';
import { wordsOf } from '../support/console';
import { aTicketView } from '../support/ticket-view';

const fr = translator('fr');
const choices: TransferChoices = {
  specialists: [
    { code: 'marc', name: 'Marc Le Bihan', away: true, awayUntil: new Date('2026-03-16T07:00:00Z') },
    { code: 'rose', name: 'Rose Tanguy', away: false, awayUntil: null },
  ],
  level2: [{ code: 'yann', name: 'Yann Riou', away: false, awayUntil: null }],
  others: [],
  topics: [{ code: 'access', name: 'Accès aux données' }],
};
const canned = [
  {
    code: 'data-link',
    name: { fr: 'Données en ligne', en: 'Data online' },
    text: { fr: 'x', en: 'y' },
    topic: null,
    active: true,
  },
];
const shown = (view: TicketView, filled: Record<string, string> = {}, t = fr): string =>
  page(
    TicketPage({
      t,
      person: { name: 'Alix Morel', role: 'assistant' },
      csrf: 'x',
      path: `/tickets/${view.of.number}`,
      view,
      choices,
      canned,
      faults: [],
      filled,
    }),
  );
const verbsIn = (html: string): string[] =>
  [...html.matchAll(/action="\/tickets\/T-2026-00093\/([\w-]+)"/g)].map((match) => match[1] ?? '');

test('what the requester does not see is set apart, quoted text is folded, and a letter on its way says so', () => {
  const html = shown(aTicketView());
  expect(html).toMatch(/<li id="message-2" class="internal">.*?note interne, invisible du demandeur/s);
  expect(html).toMatch(/<li id="message-1" class="them">/);
  expect(html).toMatch(/<details><summary class="small">Texte cité<\/summary><blockquote>/);
  expect(wordsOf(html)).toMatch(/Alix Morel .*pas encore parti/);
});

test('only what is allowed is offered, and what was typed stays after a refusal', () => {
  const view = aTicketView({ allowed: ['reply', 'note', 'transfer'] });
  expect(verbsIn(shown(view)).sort()).toEqual(['note', 'reply', 'transfer']);
  expect(verbsIn(shown(aTicketView({ allowed: [] })))).toEqual([]);
  const again = shown(view, { verb: 'reply', text: 'Bonjour Nora, presque fini' });
  expect(again).toContain('Bonjour Nora, presque fini</textarea>');
  expect(shown(view, { verb: 'note', text: 'à voir' })).toMatch(/<details id="do-note" open>.*à voir<\/textarea>/s);
});

test('a transfer offers the specialists of the topic first, and says who is away until when', () => {
  const html = shown(aTicketView());
  const options = [...html.matchAll(/<option value="(person:\w+|level:\w+)"/g)].map((match) => match[1]);
  expect(options.slice(0, 4)).toEqual(['level:3', 'person:marc', 'person:rose', 'level:2']);
  expect(wordsOf(html)).toContain('Marc Le Bihan (absence jusqu’au 16 mars 2026)');
});

test('who is waited for, what is due and for how long stand in words', () => {
  const words = wordsOf(shown(aTicketView()));
  expect(words).toMatch(/Priorité normale : étendue « une personne », urgence « gêne le travail »/);
  expect(words).toMatch(/Première réponse avant le 2 mars 2026, 13:00 \(heure de Paris\)/);
  expect(words).toMatch(/Résolution en pause .*En pause : réponse du demandeur/);
  expect([45, 60, 270].map((minutes) => sayWorkingTime(minutes, fr))).toEqual(['45 min', '1 h', '4 h 30 min']);
});

test('words of strangers are shown as text', () => {
  const evil = '"><script>alert(1)</script>';
  const { of, messages } = aTicketView();
  const html = shown(
    aTicketView({
      of: { ...of, subject: evil, tags: [evil] },
      messages: messages.map((one) => ({ ...one, text: evil, who: evil, quoted: evil })),
    }),
  );
  expect(html).not.toContain('<script');
});
