import { Router } from 'express';
import { inTransaction } from '../../db/query';
import { finishTask, standingTasks } from '../../db/tasks';
import { may } from '../../domain/permissions';
import { TasksPage } from '../../web/console/tasks';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { actorOf } from './registers';
import { needDeed, personOf, shellOf } from './session';

const PAGE_ROWS = 100;
const numberIn = (text: unknown): number => (/^[1-9]\d{0,14}$/.test(String(text)) ? Number(text) : 0);

/** What waits for a person, of cases and of everything else. */
export const taskPages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router()
    .get('/tasks', async (req, res) => {
      const found = await standingTasks(pool, PAGE_ROWS + 1, numberIn(req.query['after']));
      const tasks = found.slice(0, PAGE_ROWS);
      const next = found.length > PAGE_ROWS ? (tasks.at(-1)?.id ?? null) : null;
      const mayFinish = may(personOf(res).role, 'note');
      res.type('html').send(page(TasksPage({ ...shellOf(req, res), tasks, next, mayFinish, now: clock() })));
    })
    .post('/tasks/:id/done', needDeed('note'), async (req, res) => {
      const at = clock();
      if (!(await inTransaction(pool, (tx) => finishTask(tx, numberIn(req.params['id']), actorOf(res), at))))
        throw problem(404, 'unknown_task', 'There is no such task that stands.');
      res.redirect(303, '/tasks?done=task');
    });
