import { dirname } from 'node:path';
import { type RequestHandler, Router, static as files } from 'express';
import { openApiDocument } from './openapi/document';

const UI = dirname(require.resolve('swagger-ui-dist/package.json'));
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Vigie API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></html>`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', validatorUrl: null });`;

/** The API's description, and a page to read and try it: all from here, nothing from a third party. */
export function docsRoutes(): Router {
  let text: string | null = null;
  return Router()
    .get('/openapi.json', (_req, res) => {
      text ??= JSON.stringify(openApiDocument());
      res.type('application/json').send(text);
    })
    .use('/docs', pagePolicy)
    .get('/docs', (_req, res) => {
      res.type('html').send(PAGE);
    })
    .get('/docs/start.js', (_req, res) => {
      res.type('js').send(START);
    })
    .use('/docs', files(UI, { index: false, immutable: true, maxAge: '1 day' }));
}

/** The page styles its own elements; its scripts are files of ours. */
const pagePolicy: RequestHandler = (_req, res, next) => {
  res.set(
    'Content-Security-Policy',
    `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
  );
  next();
};
