/** A topic as a letter names it. */
export interface LetterAdvice {
  title: string;
  url: string;
}
/** Advice that went with a letter, as its page shows it. */
export interface ShownAdvice {
  code: string;
  title: string;
  helped: boolean | null;
}
