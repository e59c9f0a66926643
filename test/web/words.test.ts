import { parse } from '@formatjs/icu-messageformat-parser';
import { CATALOGUES } from '../../web/words';

/** Names of the arguments a text takes, wherever they stand in it. */
const argumentsOf = (text: string): string[] => {
  const names = new Set<string>();
  JSON.stringify(parse(text), (key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && 'value' in value)
      if ([1, 2, 3, 4, 5, 6].includes(Number(value.type))) names.add(String(value.value));
    return key === 'location' ? undefined : value;
  });
  return [...names].sort();
};

test('French and English say the same things', () => {
  expect(Object.keys(CATALOGUES.en).sort()).toEqual(Object.keys(CATALOGUES.fr).sort());
});

test('each text takes the same arguments in both languages, and none is empty', () => {
  for (const [word, text] of Object.entries(CATALOGUES.fr)) {
    const english = CATALOGUES.en[word as keyof typeof CATALOGUES.en];
    expect([word, argumentsOf(english)]).toEqual([word, argumentsOf(text)]);
    expect(text.trim() && english.trim()).not.toBe('');
  }
});
