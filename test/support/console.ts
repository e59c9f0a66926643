import type { Role } from '../../domain/words';
import { createPerson } from '../../db/people';
import type { Pool } from '../../db/query';

export const PASSWORD = 'la mer est belle ce matin';

/** A person who can log in as `<code>@example.org`. */
export const addLogin = (pool: Pool, code: string, role: Role = 'assistant', language: 'fr' | 'en' = 'fr') =>
  createPerson(pool, { code, email: `${code}@example.org`, name: `Nom ${code}`, role, language, password: PASSWORD });

interface UploadedFile {
  name: string;
  text: string;
}
export interface Answer {
  status: number;
  text: string;
  headers: Headers;
}
/** A browser without script: keeps cookies, follows nothing, fills the hidden token from the page it has seen. */
export class Visitor {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  csrf = '';

  constructor(url: string) {
    this.#url = url;
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    const response = await fetch(this.#url + path, { ...init, headers, redirect: 'manual' });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=', 2);
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    const text = await response.text();
    this.csrf = /name="_csrf" value="([\w-]+)"/.exec(text)?.[1] ?? this.csrf;
    return { status: response.status, text, headers: response.headers };
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }
  setCookie(name: string, value: string): void {
    this.#cookies.set(name, value);
  }
  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers });
  }
  /** `more`: fields that come several times. */
  post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
    more: readonly [string, string][] = [],
  ): Promise<Answer> {
    const body = new URLSearchParams({ _csrf: this.csrf, ...fields });
    for (const [name, value] of more) body.append(name, value);
    return this.#send(path, { method: 'POST', body, headers });
  }
  upload(path: string, fields: Record<string, string>, file: UploadedFile | UploadedFile[]): Promise<Answer> {
    const body = new FormData();
    for (const [name, value] of Object.entries({ _csrf: this.csrf, ...fields })) body.set(name, value);
    for (const { name, text } of [file].flat()) body.append('file', new Blob([text], { type: 'text/csv' }), name);
    return this.#send(path, { method: 'POST', body });
  }
  async logIn(code: string, password = PASSWORD): Promise<Answer> {
    await this.get('/login');
    return this.post('/login', { email: `${code}@example.org`, password });
  }
}

export async function loggedIn(url: string, code: string): Promise<Visitor> {
  const visitor = new Visitor(url);
  const { status } = await visitor.logIn(code);
  if (status !== 303) throw new Error(`${code} could not log in: ${status}`);
  return visitor;
}

/** The words of a page, without its tags. */
export const wordsOf = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', '’')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ');
