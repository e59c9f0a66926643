import { type RequestHandler, Router, urlencoded } from 'express';
import { page } from '../web/html';
import { MAILBOX_CSS, MailboxPage, type ShownMail } from '../web/mailbox-page';
import type { ServerDeps, StoredMail } from './deps';
import { problem } from './errors';
import { isForeign } from './visitor';

/** Pages of the built-in mailbox: no log-in, so only for who sits at this machine. */
export function mailboxRoutes({ mailbox, baseUrl }: Pick<ServerDeps, 'mailbox' | 'baseUrl'>): Router {
  const routes = Router();
  if (!mailbox) return routes;
  routes.use(['/mailbox', '/mailbox.json', '/mailbox.css'], onlyFromHere(baseUrl));
  routes.get('/mailbox', async (req, res) => {
    const isSent = req.query['sent'] === 'yes';
    res
      .type('html')
      .send(page(MailboxPage({ mails: (await mailbox.list()).map(shown), smtpUrl: mailbox.smtpUrl, isSent })));
  });
  routes.post('/mailbox/:id/reply', urlencoded({ extended: false, limit: REPLY_BYTES_MAX }), async (req, res) => {
    if (isForeign(req, baseUrl)) throw problem(403, 'form_not_ours', 'The form is not one of the mailbox.');
    // Safe: the parser leaves fields as texts, or as lists of them when one is repeated.
    const text = (req.body as Record<string, string | string[]> | undefined)?.['text'];
    if (typeof text !== 'string' || text.trim() === '') throw problem(422, 'text_missing', 'Write the reply.');
    if (!(await mailbox.reply(req.params.id, text))) throw problem(404, 'not_found', 'There is no such mail.');
    res.redirect(303, '/mailbox?sent=yes');
  });
  routes.get('/mailbox.json', async (_req, res) => {
    res.json(await mailbox.list());
  });
  routes.get('/mailbox.css', (_req, res) => {
    res.type('css').send(MAILBOX_CSS);
  });
  routes.get('/mailbox/:id.html', async (req, res) => {
    const found = (await mailbox.list()).find(({ id }) => id === req.params.id);
    if (!found?.html) throw problem(404, 'not_found', 'There is no such mail.');
    res.set('Content-Security-Policy', MAIL_POLICY).set('X-Frame-Options', 'SAMEORIGIN').type('html').send(found.html);
  });
  return routes;
}

const REPLY_BYTES_MAX = 65_536;
/** A reply to a mail of ours is known by what stands behind the `+`. */
const shown = (mail: StoredMail): ShownMail => ({
  ...mail,
  mayReply: /\+[0-9a-f]{32}@/.test(mail.headers['reply-to'] ?? ''),
});

/** A mail may bring its own style and pictures, and nothing that runs or leads away. */
const MAIL_POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
/** The name is checked too: a foreign page may point its own name at this machine. */
const onlyFromHere = (baseUrl: string): RequestHandler => {
  const names = new Set(['localhost', '127.0.0.1', '::1', new URL(baseUrl).hostname]);
  return (req, res, next) => {
    if (!LOOPBACK.has(req.socket.remoteAddress ?? '') || !names.has(req.hostname.replace(/^\[|\]$/g, '')))
      throw problem(403, 'loopback_only', 'The mailbox can only be read on the machine that runs it.');
    res.set('Cache-Control', 'no-store');
    next();
  };
};
