/** How `vigie submit` ends, for scripts. */
export const EXIT = {
  ok: 0,
  failed: 1,
  someRefused: 3,
  notPermitted: 4,
  notFound: 5,
  conflict: 6,
  tryAgain: 75,
  interrupted: 130,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

const GRAVEST_FIRST: readonly Exit[] = [
  EXIT.interrupted,
  EXIT.notPermitted,
  EXIT.tryAgain,
  EXIT.notFound,
  EXIT.conflict,
  EXIT.failed,
  EXIT.someRefused,
];
/** Of several files the gravest end. */
export const gravest = (exits: readonly Exit[]): Exit => GRAVEST_FIRST.find((exit) => exits.includes(exit)) ?? EXIT.ok;

/** Why a file could not be sent to its end, in a sentence for whoever runs the command. */
export class SubmitFailure extends Error {
  readonly exit: Exit;
  constructor(exit: Exit, sentence: string) {
    super(sentence);
    this.exit = exit;
  }
}
