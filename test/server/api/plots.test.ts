import { run } from '../../../db/query';
import { api } from '../../support/api';
import { addLogin, loggedIn } from '../../support/console';
import { useDatabase } from '../../support/database';
import { item, useApi } from '../../support/post';
import { addKey } from '../../support/server';

const db = useDatabase();
const server = useApi(db);

const profile = (parameter: string, values: readonly number[], flags: string) => ({
  kind: 'profile',
  scale: 'QARTOD',
  parameter,
  unit: parameter === 'TEMP' ? 'degC' : '1',
  points: values.map((value, i) => ({ t: '2026-03-01T10:00:00Z', value, flag: flags[i], z: i * 10 })),
});
let posted = 0;
/** A case of two anomalies, one of temperature, one of salinity. */
async function aCast(dataset = 'cast'): Promise<{ number: string; anomalies: string[] }> {
  posted += 1;
  const of = (parameter: string, values: number[], flags: string) =>
    item({
      dataset,
      sensor: `ctd-${posted}`,
      parameter: 'TEMP',
      locus: `${parameter} ${posted}`,
      evidence: profile(parameter, values, flags),
    });
  const { body } = await server.call('POST', '/api/v1/anomalies', [
    of('TEMP', [12, 11.5, 11], '141'),
    of('PSAL', [35, 35.1, 30], '113'),
  ]);
  const number = String(body.cases?.[0]);
  const { body: found } = await server.call('GET', `/api/v1/cases/${number}/anomalies`);
  return { number, anomalies: (found.items ?? []).map(({ uuid }) => String(uuid)) };
}
const get = (path: string, key = server.key) =>
  fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });

test('an anomaly has an address of its own that says which case it is in, and one for its picture and its rows', async () => {
  const { number, anomalies } = await aCast();
  const [temperature = ''] = anomalies;
  const told = await server.call('GET', `/api/v1/anomalies/${temperature}`);
  expect(told.body).toMatchObject({ uuid: temperature, case: number, outcome: 'created', seen: 1, parameter: 'TEMP' });
  const svg = await get(`/anomalies/${temperature}/plot.svg?lang=en&w=320`);
  expect(svg.headers.get('content-type')).toContain('image/svg+xml');
  const drawn = await svg.text();
  expect(drawn).toMatch(/width="320"/);
  expect(drawn).toContain('Temperature (°C)');
  expect(drawn.match(/data-flag="4"/g)).toHaveLength(2);
  const png = await get(`/anomalies/${temperature}/plot.png?w=320`);
  expect(Buffer.from(await png.arrayBuffer()).readUInt32BE(16)).toBe(320);
  const csv = (await (await get(`/anomalies/${temperature}/plot.csv`)).text()).split('\r\n');
  expect(csv).toHaveLength(5);
  expect(csv[2]).toBe('TEMP,2026-03-01T10:00:00.000Z,,,10,11.5,degC,QARTOD,4');
});

test('a case with temperature and salinity has a T–S diagram; each of its pictures can be named', async () => {
  const { number } = await aCast();
  const svg = async (query: string) => (await get(`/cases/${number}/plot.svg?${query}`)).text();
  expect(await svg('view=ts')).toContain('Diagramme T–S de 3 échantillons'.replace('T–S', 'température–salinité'));
  expect(await svg('view=profile&parameter=PSAL')).toContain('Salinité');
  expect((await get(`/cases/${number}/plot.svg?view=track`)).status).toBe(404);
});

test('what cannot be drawn or does not stand is said: sizes, languages, identifiers, an anomaly without values', async () => {
  const { number } = await aCast();
  for (const query of ['w=1', 'w=99999', 'w=x', 'lang=de', 'view=pie', 'nothing=1', 'w=200&w=300'])
    expect((await get(`/cases/${number}/plot.png?${query}`)).status).toBe(422);
  for (const path of ['/anomalies/x', '/anomalies/x/plot.svg', `/anomalies/${crypto.randomUUID()}/plot.csv`])
    expect((await get(path)).status).toBe(404);
  const { body } = await server.call('POST', '/api/v1/anomalies', item({ sensor: 'bare' }));
  const bare = await server.call('GET', `/api/v1/cases/${body.cases?.[0]}/anomalies`);
  expect((await get(`/anomalies/${String(bare.body.items?.[0]?.['uuid'])}/plot.svg`)).status).toBe(404);
});

test('restricted data have neither picture nor values for a service that only reads', async () => {
  await run(db.pool, `insert into dataset (code, name, access_rule) values ('secret-cast', 'S', 'by_negotiation')`);
  const { anomalies } = await aCast('secret-cast');
  const [uuid = ''] = anomalies;
  const only = await addKey(db.pool, null, ['read']);
  for (const kind of ['svg', 'png', 'csv'])
    expect((await get(`/anomalies/${uuid}/plot.${kind}`, only)).status).toBe(403);
  const told = await api(server.url, only)('GET', `/api/v1/anomalies/${uuid}`);
  expect(told.body).toMatchObject({ uuid, restricted: true });
  expect(told.body['locus']).toBeUndefined();
  expect((await get(`/anomalies/${uuid}/plot.svg`, await addKey(db.pool, null, ['ingest']))).status).toBe(403);
});

test('the page of a case links each anomaly to its picture, for who is logged in only', async () => {
  const { number, anomalies } = await aCast();
  await addLogin(db.pool, 'anne');
  const anne = await loggedIn(server.url, 'anne');
  const { text } = await anne.get(`/cases/${number}`);
  expect(text).toContain('<title>Diagramme T–S</title>');
  for (const uuid of anomalies) expect(text).toContain(`<a href="/anomalies/${uuid}/plot.svg">3 points (SVG)</a>`);
  const links = [...text.matchAll(/href="(\/(?:cases|anomalies)\/[^"]*\/plot\.[^"]*)"/g)].map(([, href = '']) => href);
  expect(links.length).toBeGreaterThan(anomalies.length);
  for (const href of new Set(links)) expect((await anne.get(href.replaceAll('&amp;', '&'))).status).toBe(200);
  expect((await anne.get('/anomalies/x/plot.svg')).status).toBe(404);
  const stranger = await fetch(server.url + (links[0] ?? ''), { redirect: 'manual' });
  expect(stranger.status).toBe(303);
});
