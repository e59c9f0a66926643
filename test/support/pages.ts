import express from 'express';
import { answerErrors } from '../../server/errors';
import type { ServerDeps } from '../../server/deps';
import { supplierRoutes } from '../../server/supplier/routes';
import { startApp, type TestServer } from './server';

/** A page as a person's browser holds it, without script. */
export interface Page {
  status: number;
  headers: Headers;
  html: string;
}
/** The supplier's routes alone, on a free port; `trust proxy` so that a test can be several addresses. */
export const startSupplierPages = (deps: ServerDeps): Promise<TestServer> =>
  startApp(
    express().set('query parser', 'simple').set('trust proxy', 1).use(supplierRoutes(deps)).use(answerErrors(deps)),
  );

let visitors = 0;
/** A visitor of an address of its own, so that rate limits of one test do not meet another's. */
export function visitor(url: string, headers: Record<string, string> = {}) {
  visitors += 1;
  const from = { 'x-forwarded-for': `192.0.2.${visitors}`, ...headers };
  const read = async (response: Response): Promise<Page> => ({
    status: response.status,
    headers: response.headers,
    html: await response.text(),
  });
  return {
    get: async (path: string, more: RequestInit = {}): Promise<Page> =>
      read(await fetch(url + path, { redirect: 'manual', ...more, headers: { ...from, ...(more.headers as object) } })),
    post: async (
      path: string,
      body: Record<string, string | File | (string | File)[]>,
      more: RequestInit = {},
    ): Promise<Page> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(body))
        for (const one of Array.isArray(value) ? value : [value]) form.append(name, one);
      return read(
        await fetch(url + path, {
          method: 'POST',
          body: form,
          ...more,
          headers: { ...from, ...(more.headers as object) },
        }),
      );
    },
  };
}

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
/** What the form of a page carries hidden. */
export function hiddenOf({ html }: Page): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const [input] of html.matchAll(/<input type="hidden"(?:[^>"]|"[^"]*")*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1] ?? '';
    const value = unescape(/value="([^"]*)"/.exec(input)?.[1] ?? '');
    const known = fields[name];
    fields[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return fields;
}
export const textOf = ({ html }: Page): string =>
  unescape(
    html
      .replace(/<style>.*?<\/style>/s, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' '),
  );
