import { blocksOf, faultsOfTopic, topicFor } from '../../domain/advice';
import { FIRST_TOPICS } from '../../domain/advice-data';

test('every topic that comes with the product says all in both languages, and its code is its own', () => {
  for (const topic of FIRST_TOPICS) expect([topic.code, faultsOfTopic(topic)]).toEqual([topic.code, []]);
  expect(new Set(FIRST_TOPICS.map(({ code }) => code)).size).toBe(FIRST_TOPICS.length);
  for (const { words } of FIRST_TOPICS)
    expect(blocksOf(words.fr.text).map((b) => (b.kind === 'list' ? b.items.length : 0))).toEqual(
      blocksOf(words.en.text).map((b) => (b.kind === 'list' ? b.items.length : 0)),
    );
});

test('a topic for this very type of sensor comes before one for any; a check that no topic knows has none', () => {
  const of = (check: string, type: string | null) => topicFor(FIRST_TOPICS, check, type)?.code;
  expect(of('qartod.spike_test', 'SDN:L05::133')).toBe('underway-water');
  expect(of('qartod.spike_test', 'SDN:L05::130')).toBe('spikes');
  expect(of('spike', null)).toBe('spikes');
  expect(of('qartod.flat_line_test', '113')).toBe('oxygen-and-optics');
  expect(of('impossible_date', null)).toBe('clock');
  expect(of('qc.moon_phase', null)).toBeUndefined();
});

test('what is missing in one language, or no code, is said field by field', () => {
  const [topic] = FIRST_TOPICS;
  if (!topic) throw new Error('no topic');
  const words = { fr: topic.words.fr, en: { title: ' ', text: 'x'.repeat(5000) } };
  expect(faultsOfTopic({ ...topic, code: 'Über', checks: ['a b'], words })).toEqual([
    { field: 'code', code: 'bad_code' },
    { field: 'checks', code: 'unknown_form' },
    { field: 'title_en', code: 'missing' },
    { field: 'text_en', code: 'too_long' },
  ]);
});
