/** One thing wrong with what was sent: pointer RFC 6901, line from 1, index from 0. */
export interface Fault {
  pointer?: string;
  line?: number;
  index?: number;
  code: string;
  detail: string;
}

interface More {
  errors?: Fault[];
  allowed?: string[];
  /** Further members of the problem document, such as the address of a run. */
  extra?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** A refusal that a person or pipeline caused, on its way to the wire. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly more: More;
  constructor(status: number, code: string, detail: string, more: More = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = TITLES[status] ?? 'Error';
    this.more = more;
  }
}
/** Reads well after `throw`. */
export const problem = (status: number, code: string, detail: string, more: More = {}): Problem =>
  new Problem(status, code, detail, more);

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not permitted',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not acceptable content',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};
