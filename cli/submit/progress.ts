const EVERY_MS = 200;
const CLEAR = '\r\u001b[K';

/** 1 204 rather than 1204. */
export const grouped = (n: number): string => String(Math.round(n)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');

/** One line on a terminal: rows, rate, time left. Elsewhere silent. */
export class Progress {
  readonly #write: ((text: string) => void) | null;
  readonly #name: string;
  readonly #bytesMax: number;
  #bytes = 0;
  #rows = 0;
  /** Where sending began: what stood already says nothing about the pace. */
  #from = { ms: performance.now(), bytes: 0, rows: 0 };
  #shownMs = 0;

  constructor(write: ((text: string) => void) | null, name: string, bytesMax: number) {
    this.#write = write;
    this.#name = name;
    this.#bytesMax = bytesMax;
  }

  /** The file is read from its beginning, perhaps again. */
  restart = (): void => {
    this.#bytes = 0;
  };

  passed = (bytes: number): void => {
    this.#bytes += bytes;
    this.#show();
  };

  took(rows: number, isOld: boolean): void {
    this.#rows += rows;
    if (isOld) this.#from = { ms: performance.now(), bytes: this.#bytes, rows: this.#rows };
    this.#show();
  }

  end(): void {
    if (this.#shownMs > 0) this.#write?.(CLEAR);
  }

  #show(): void {
    const now = performance.now();
    if (!this.#write || now - this.#shownMs < EVERY_MS) return;
    this.#shownMs = now;
    const seconds = (now - this.#from.ms) / 1000;
    const done = this.#bytes - this.#from.bytes;
    const left = done > 0 ? (seconds * (this.#bytesMax - this.#bytes)) / done : 0;
    const share = this.#bytesMax > 0 ? Math.floor((100 * this.#bytes) / this.#bytesMax) : 100;
    const rate = seconds > 0 ? (this.#rows - this.#from.rows) / seconds : 0;
    this.#write(
      `${CLEAR}${this.#name}: ${share} % · ${grouped(this.#rows)} rows · ${grouped(rate)}/s · ${duration(left)} left`,
    );
  }
}

const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${Math.ceil(seconds / 3600)} h`;
