import type { Request, Response } from 'express';
import { LANGUAGES, type Language } from '../domain/words';

/** The address as one client: an IPv6 one by its network of 64 bits. */
export function clientOf(ip: string | undefined): string {
  const address = (ip ?? '').replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const start = head.split(':').filter((part) => part !== '');
  const end = tail.split(':').filter((part) => part !== '');
  const zeros = address.includes('::') ? Math.max(0, 8 - start.length - end.length) : 0;
  return [...start, ...Array.from({ length: zeros }, () => '0'), ...end].slice(0, 4).join(':');
}

/** `?lang` first, since a person has just chosen it; else the contact's language, the browser's, French. */
export function languageOf(req: Request, contact: Language | null, chosen?: string): Language {
  const asked = chosen ?? (typeof req.query['lang'] === 'string' ? req.query['lang'] : undefined);
  const known = LANGUAGES.find((language) => language === asked);
  return known ?? contact ?? (req.acceptsLanguages('fr', 'en') === 'en' ? 'en' : 'fr');
}

export const sendPage = (res: Response, status: number, html: string): void =>
  void res.status(status).type('html').send(html);

/**
 * True for a form of another site. Browsers that say nothing are let through: the nonce stands behind this. Our own pages
 * send `Origin: null`, since they refer to nothing.
 */
export function isForeign(req: Request, baseUrl: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = req.get('origin');
  return (
    origin !== undefined &&
    origin !== 'null' &&
    origin !== new URL(baseUrl).origin &&
    origin !== `${req.protocol}://${req.get('host') ?? ''}`
  );
}
