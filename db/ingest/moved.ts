/** Another post moved what this one had looked at: its transaction is to be tried again from the start. */
export class Moved extends Error {}
/** These cases take in no more: they must stop accepting, in a transaction of its own, before this one is tried again. */
export class Retire extends Error {
  readonly ids: number[];
  constructor(ids: number[]) {
    super('cases to retire');
    this.ids = ids;
  }
}
