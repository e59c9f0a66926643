import { Router } from 'express';
import { agendaOf, listChecklists, mailStates } from '../../db/checklists/rows';
import { ChecklistsPage } from '../../web/checklist/console';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { shellOf } from './session';

const SHOWN_MAX = 200;
const BACK_MS = 90 * 86_400_000;

/** Which cruises get their checklist when, and what became of the mails. */
export const checklistPages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().get('/checklists', async (req, res) => {
    const found = await listChecklists(pool, new Date(clock().getTime() - BACK_MS), SHOWN_MAX);
    const states = await mailStates(
      pool,
      found.map(({ id }) => id),
    );
    const checklists = found.map((one) => {
      const { next } = agendaOf(one);
      return {
        ...one,
        dueAt: next && new Date(next.dueAtMs),
        late: one.lateFor !== null && one.lateFor.getTime() === one.startAt?.getTime(),
        topics: one.topics.length,
        mails: states.filter(({ checklist }) => checklist === one.id),
      };
    });
    res.type('html').send(page(ChecklistsPage({ ...shellOf(req, res), checklists })));
  });
