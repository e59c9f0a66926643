/** Another post moved what this one had looked at: its transaction is to be tried again from the start. */
export class Moved extends Error {}
/** What these have open must be counted again, in a transaction of its own, before this one is tried again. */
export class Recount extends Error {
  readonly pairs: readonly { source: string; check: string }[];
  constructor(pairs: readonly { source: string; check: string }[]) {
    super('a load to count again');
    this.pairs = pairs;
  }
}
/** These cases take in no more: they must stop accepting, in a transaction of its own, before this one is tried again. */
export class Retire extends Error {
  readonly ids: number[];
  constructor(ids: number[]) {
    super('cases to retire');
    this.ids = ids;
  }
}
