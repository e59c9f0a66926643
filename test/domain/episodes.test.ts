import { episodesOf } from '../../domain/episodes';

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n));
const told = (n: number, type: string, data = {}) => ({ at: day(n), type: `case.${type}`, data });

test('a case that was opened again has an episode for each round, each with how it went and how it ended', () => {
  const episodes = episodesOf([
    told(1, 'opened'),
    told(2, 'letter_due'),
    told(3, 'answer'),
    told(4, 'answer'),
    told(5, 'publish'),
    told(6, 'applied'),
    told(7, 'reopen', { why: 'regression' }),
    told(8, 'answer'),
    told(9, 'publish'),
    told(10, 'applied'),
    told(11, 'verified'),
  ]);
  expect(episodes.map(({ marks }) => marks.map(({ mark, at }) => `${mark} ${at.getUTCDate()}`))).toEqual([
    ['opened 1', 'answered 4', 'decided 5', 'applied 6', 'regressed 7'],
    ['reopened 7', 'answered 8', 'decided 9', 'applied 10', 'verified 11'],
  ]);
});

test('a case that was opened once is one episode, and what a person takes up again is no regression', () => {
  expect(episodesOf([told(1, 'opened'), told(2, 'dismiss')])).toHaveLength(1);
  const [first] = episodesOf([told(1, 'opened'), told(2, 'dismiss'), told(3, 'reopen')]);
  expect(first?.marks.map(({ mark }) => mark)).toEqual(['opened', 'dismissed', 'taken_up']);
  expect(episodesOf([])).toEqual([]);
});
