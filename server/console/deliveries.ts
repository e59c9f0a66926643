import { Router } from 'express';
import { countDues, listDues } from '../../db/deliveries/list';
import { DUE_STATES } from '../../domain/delivery';
import { DeliveriesPage } from '../../web/console/deliveries';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { shellOf } from './session';

const PAGE_ROWS = 100;

/** What is due, late and missing, with the cases about it. */
export const deliveryPages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().get('/deliveries', async (req, res) => {
    const text = (name: string): string => (typeof req.query[name] === 'string' ? req.query[name] : '');
    const state = DUE_STATES.find((known) => known === text('state')) ?? null;
    const expectation = text('expectation').slice(0, 200) || null;
    const before = /^\d{1,15}$/.test(text('before')) ? Number(text('before')) : null;
    const filter = { state: state ?? undefined, expectation: expectation ?? undefined };
    const [counts, found] = await Promise.all([
      countDues(pool),
      listDues(pool, filter, { limit: PAGE_ROWS + 1, before }),
    ]);
    const dues = found.slice(0, PAGE_ROWS);
    const next = found.length > PAGE_ROWS ? (dues.at(-1)?.id ?? null) : null;
    const props = { ...shellOf(req, res), dues, counts, state, expectation, next, now: clock() };
    res.type('html').send(page(DeliveriesPage(props)));
  });
