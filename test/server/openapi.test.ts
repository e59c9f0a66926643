import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from '../../server/openapi/document';
import { api } from '../support/api';
import { useDatabase } from '../support/database';
import { addKey, addPerson } from '../support/server';
import { item, useApi } from '../support/post';
import * as answers from '../../server/openapi/answers';

const db = useDatabase();
const server = useApi(db);

test('openapi.json says what the schemas validate (npm run openapi writes it anew)', async () => {
  const file = join(__dirname, '../../openapi.json');
  const now = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  if (process.env['VIGIE_WRITE_OPENAPI']) await writeFile(file, now);
  expect(await readFile(file, 'utf8')).toBe(now);
});

test('the description and its page are served from here, without a key and without a third party', async () => {
  const description = await fetch(`${server.url}/openapi.json`);
  expect(await description.json()).toMatchObject({ openapi: '3.1.0' });
  const page = await fetch(`${server.url}/docs`);
  expect(page.headers.get('content-security-policy')).toContain(`default-src 'self'`);
  const html = await page.text();
  expect(html).not.toMatch(/https?:\/\//);
  for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g))
    expect([path, (await fetch(server.url + path)).status]).toEqual([path, 200]);
});

test('real answers are as described', async () => {
  await addPerson(db.pool, 'anne');
  const anne = api(server.url, await addKey(db.pool, 'anne'));
  const posted = await server.call('POST', '/api/v1/anomalies', [item(), {}]);
  answers.PostAnswer.parse(posted.body);
  const number = posted.body.cases?.[0];
  answers.RunAnswer.parse((await anne('GET', `/api/v1/runs/${String(posted.body['run'])}`)).body);
  answers.listOf(answers.RunRow).parse((await anne('GET', `/api/v1/runs/${String(posted.body['run'])}/rows`)).body);
  answers.listOf(answers.CaseAnswer).parse((await anne('GET', '/api/v1/cases')).body);
  await anne('POST', `/api/v1/cases/${number}/note`, { comment: 'x' });
  answers.FullCase.parse((await anne('GET', `/api/v1/cases/${number}`)).body);
  answers.listOf(answers.AnomalyAnswer).parse((await anne('GET', `/api/v1/cases/${number}/anomalies`)).body);
  answers.listOf(answers.EventAnswer).parse((await anne('GET', `/api/v1/cases/${number}/events`)).body);
  answers.WhyAnswer.parse((await anne('GET', `/api/v1/cases/${number}/why`)).body);
  answers.CaseAnswer.parse((await anne('POST', `/api/v1/cases/${number}/dismiss`)).body);
  answers.feedOf(answers.OutsideEventAnswer).parse((await anne('GET', '/api/v1/events')).body);
  answers.ProblemDocument.parse((await anne('GET', '/api/v1/cases/none')).body);
});
