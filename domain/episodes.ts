/** What may be told of one asking, from the opening of the case to its end or its reopening. */
const MARKS = [
  'opened',
  'reopened',
  'answered',
  'decided',
  'applied',
  'verified',
  'unverified',
  'closed',
  'dismissed',
  'regressed',
  'recurred',
  'taken_up',
] as const;
export type Mark = (typeof MARKS)[number];
export interface Episode {
  since: Date;
  /** In the order of the log, each once, as it last happened. */
  marks: { mark: Mark; at: Date }[];
}
interface Told {
  at: Date;
  type: string;
  data: Readonly<Record<string, unknown>>;
}

const MARK_OF: Readonly<Record<string, Mark>> = {
  'case.opened': 'opened',
  'case.answer': 'answered',
  'case.publish': 'decided',
  'case.applied': 'applied',
  'case.verified': 'verified',
  'case.verification_over': 'unverified',
  'case.close': 'closed',
  'case.settle': 'closed',
  'case.dismiss': 'dismissed',
  'case.too_few': 'dismissed',
};
const ENDS: Readonly<Record<string, Mark>> = { regression: 'regressed', recurrence: 'recurred' };

/** The story of a case, an episode a round of asking: from its log, oldest first. */
export function episodesOf(events: readonly Told[]): Episode[] {
  const episodes: Episode[] = [];
  for (const { at, type, data } of events) {
    const last = episodes.at(-1);
    if (type === 'case.reopen' && last) {
      last.marks.push({ mark: ENDS[String(data['why'])] ?? 'taken_up', at });
      episodes.push({ since: at, marks: [{ mark: 'reopened', at }] });
      continue;
    }
    const mark = MARK_OF[type];
    if (!last) episodes.push({ since: at, marks: mark ? [{ mark, at }] : [] });
    else if (mark) last.marks = [...last.marks.filter((one) => one.mark !== mark), { mark, at }];
  }
  return episodes;
}
