import express from 'express';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { answerErrors } from '../../../server/errors';
import { listen } from '../../../server/listen';
import { plotRoutes } from '../../../server/plots';
import { type SeededCase, seedCase, seedContact } from '../../support/letters';
import { useDatabase } from '../../support/database';
import { serverDeps } from '../../support/server';

const db = useDatabase();
let server: Server;
let url: string;
let of: SeededCase;
beforeAll(async () => {
  const deps = serverDeps(db.pool);
  server = await listen(express().use('/api/v1', plotRoutes(deps)).use(answerErrors(deps)), 0, '127.0.0.1');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/cases`;
  of = await seedCase(db.pool, await seedContact(db.pool));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a plot has a stable address as picture and as rows', async () => {
  const svg = await fetch(`${url}/${of.number}/plot.svg?lang=en`);
  expect([svg.status, svg.headers.get('content-type')]).toEqual([200, expect.stringContaining('image/svg+xml')]);
  expect(await svg.text()).toContain('flag 4 (QARTOD), bad (18)');
  const png = await fetch(`${url}/${of.number}/plot.png`);
  expect(
    Buffer.from(await png.arrayBuffer())
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  const csv = await (await fetch(`${url}/${of.number}/plot.csv`)).text();
  expect(csv.trim().split('\r\n')).toHaveLength(201);
});

test('what is not there is 404', async () => {
  expect((await fetch(`${url}/A-2026-99999/plot.svg`)).status).toBe(404);
  expect((await fetch(`${url}/${of.number}/plot.gif`)).status).toBe(404);
  const who = await seedContact(db.pool);
  const bare = await seedCase(db.pool, who, { evidence: [] });
  expect((await fetch(`${url}/${bare.number}/plot.png`)).status).toBe(404);
});
