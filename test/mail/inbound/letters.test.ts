import { readLetters } from '../../../mail/inbound/letters';

const ONE = ['A-2026-00417'];
const codes = {
  A: 'sensor_intervention',
  B: 'eliminate',
  C: 'confirmed_real',
  D: 'corrected_data',
  E: 'need_info',
} as const;

test.each([
  ['B', 'B', null],
  ['b', 'B', null],
  ['B.', 'B', null],
  ['B) capteur encrassé', 'B', 'capteur encrassé'],
  ['(B)', 'B', null],
  ['« B »', 'B', null],
  ['*B*', 'B', null],
  ['B capteur encrassé', 'B', 'capteur encrassé'],
  ['A panne capteur', 'A', 'panne capteur'],
  ['A  Panne ou mauvais réglage du capteur', 'A', 'Panne ou mauvais réglage du capteur'],
  ['a', 'A', null],
  ['C - real, a warm eddy', 'C', 'real, a warm eddy'],
  ['C\n\nCourant chaud.\n\nCordialement,\nAnne', 'C', 'Courant chaud.'],
  ['Réponse : D', 'D', null],
  ['Answer: E\nWhich sensor?', 'E', 'Which sensor?'],
  ['My answer is C', 'C', null],
  ['Bonjour Madame,\n\nE\nQuelle sonde ?', 'E', 'Quelle sonde ?'],
  ['Hello,\nD, see the file', 'D', 'see the file'],
])('%j is %s', (said, letter, comment) => {
  expect(readLetters(said, ONE)).toEqual({
    kind: 'one',
    code: codes[letter as keyof typeof codes],
    comment,
    forAll: false,
  });
});

test.each([
  'A mon avis les valeurs sont bonnes',
  'A few values are wrong',
  'a sensor was replaced',
  'C’est faux',
  "D'accord, je regarde",
  'Bonjour',
  'Because of the pump',
  'B ou C',
  'B/C',
  'A, B',
  'B ?',
  'B? Je ne sais pas',
  'А', // Cyrillic
  'A  Panne ou mauvais réglage du capteur\nB  Données à éliminer\nC  Les valeurs sont justes',
  'A-2026-00417',
  '',
  '12B',
])('%j is no answer by itself', (said) => {
  expect(readLetters(said, ONE).kind).toBe('unclear');
});

test('lines by case, in whatever dress; what stands below a line belongs to it', () => {
  const said = '- A-2026-00417: B\ncapteur encrassé\na-2026-00418 = C, courant chaud\n* A-2026-00419 – D';
  expect(readLetters(said, ['A-2026-00417', 'A-2026-00418', 'A-2026-00419'])).toEqual({
    kind: 'each',
    answers: new Map([
      ['A-2026-00417', { code: 'eliminate', comment: 'capteur encrassé' }],
      ['A-2026-00418', { code: 'confirmed_real', comment: 'courant chaud' }],
      ['A-2026-00419', { code: 'corrected_data', comment: null }],
    ]),
  });
});

test.each([
  ['A-2026-00417: B\nA-2026-00417: C', 'ambiguous'],
  ['A-2026-00417: B ou C', 'ambiguous'],
  ['A-2026-00999: B', 'foreign_case'],
])('%j is %s', (said, why) => {
  expect(readLetters(said, ['A-2026-00417', 'A-2026-00418'])).toMatchObject({ kind: 'unclear', why });
});

test.each([
  'B pour tous',
  'B pour toutes',
  'B for all',
  'B for all of them',
  'Tous : B',
  'All: B',
  'B, pour les deux',
  'Pour tout : B',
])('%j is for all', (said) => {
  expect(readLetters(said, ONE)).toMatchObject({ kind: 'one', code: 'eliminate', forAll: true });
});

test.each([
  ['Le capteur était en panne.', 'sensor_intervention'],
  ['Please discard these.', 'eliminate'],
  ['Les valeurs sont justes.', 'confirmed_real'],
  ['I have no idea.', null],
])('%j only suggests %s', (said, suggested) => {
  expect(readLetters(said, ONE)).toEqual({ kind: 'unclear', why: 'no_letter', suggested });
});
