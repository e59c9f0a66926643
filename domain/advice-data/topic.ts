import type { AdviceTopic, AdviceWords } from '../advice';

/** Causes first, then what to do, a line each. */
export const say = (title: string, causes: string, ...deeds: string[]): AdviceWords => ({
  title,
  text: `${causes}\n\n${deeds.map((deed) => `- ${deed}`).join('\n')}`,
});

/** A topic for any sensor, in no checklist unless something went wrong. */
export const topic = (
  code: string,
  checks: readonly string[],
  fr: AdviceWords,
  en: AdviceWords,
  more: Partial<Pick<AdviceTopic, 'sensorTypes' | 'general' | 'sources'>> = {},
): AdviceTopic => ({ code, checks, sensorTypes: [], general: false, sources: [], words: { fr, en }, ...more });
