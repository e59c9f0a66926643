import { subjectFrom } from '../../../domain/ticket/subject';

test.each([
  ['Bonjour,\n\nJe cherche les profils CTD.\nMerci', 'Je cherche les profils CTD.'],
  ['Bonjour, où trouver les profils de PELGAS ?', 'Où trouver les profils de PELGAS ?'],
  ['Madame, Monsieur,\n\nle portail ne répond plus', 'Le portail ne répond plus'],
  ['Chers collègues,\nUne question sur les DOI', 'Une question sur les DOI'],
  ['Bonjour à toute l’équipe !\nLe fichier est vide', 'Le fichier est vide'],
  ['Dear all\n\nWhere are the data?', 'Where are the data?'],
  ['Hi there! Which scale do you use?', 'Which scale do you use?'],
  ['Good morning,\nWhich scale?', 'Which scale?'],
  ['History of leg 2 is missing', 'History of leg 2 is missing'],
  ['Bonjour je cherche la salinité de surface', 'Bonjour je cherche la salinité de surface'],
  ['Chercheur à Brest, je voudrais un conseil', 'Chercheur à Brest, je voudrais un conseil'],
  ['  \n\nBonjour', 'Bonjour'],
  ['', ''],
])('%j is about %j', (text, subject) => expect(subjectFrom(text)).toBe(subject));

test('a long line is cut after its first sentence, between two words, or where it must', () => {
  expect(subjectFrom(`Je cherche les profils CTD. ${'Voici pourquoi. '.repeat(10)}`)).toBe(
    'Je cherche les profils CTD.',
  );
  expect(subjectFrom('profils '.repeat(30))).toBe(`Profils ${'profils '.repeat(14).trimEnd()} …`);
  expect(subjectFrom('a'.repeat(300))).toBe(`A${'a'.repeat(119)} …`);
});
