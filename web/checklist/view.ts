import type { AdviceTopic } from '../../domain/advice';
import type { ChecklistTopic } from '../../domain/checklist';
import type { Language } from '../../domain/words';

/** One thing to look at before a cruise. */
export interface ChecklistItem {
  code: string;
  title: string;
  text: string;
  /** Cases on earlier cruises that speak for it; 0 for what everybody should look at. */
  cases: number;
}

/** The topics of a checklist as they are published now; one that was withdrawn is left out. */
export const shownItems = (
  topics: readonly ChecklistTopic[],
  published: readonly AdviceTopic[],
  language: Language,
): ChecklistItem[] =>
  topics.flatMap(({ code, cases }) => {
    const found = published.find((topic) => topic.code === code);
    return found ? [{ code, cases, ...found.words[language] }] : [];
  });
