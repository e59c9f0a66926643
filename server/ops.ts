import { type RequestHandler, Router } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { readFigures } from '../db/figures';
import type { ServerDeps } from './deps';

/** For who operates Vigie: is the process there, can it work, what does it count. */
export function opsRoutes({ pool, readiness }: Pick<ServerDeps, 'pool' | 'readiness'>): Router {
  const metrics = makeMetrics();
  return Router()
    .use(metrics.observe)
    .get('/healthz', (_req, res) => {
      res.set('Cache-Control', 'no-store').json({ status: 'ok' });
    })
    .get('/readyz', async (_req, res) => {
      const dependencies = await readiness();
      const ready = Object.entries(dependencies).every(([name, trouble]) => trouble === null || DOES_WITHOUT.has(name));
      res.set('Cache-Control', 'no-store').status(ready ? 200 : 503);
      res.json({ status: ready ? 'ready' : 'not ready', dependencies });
    })
    .get('/metrics', async (_req, res) => {
      metrics.countAgain(await readFigures(pool));
      res.set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
    })
    .get('/robots.txt', (_req, res) => {
      res.type('text').send('User-agent: *\nDisallow: /\n');
    });
}

/** While it is away every command still answers, and the cases go on later: no reason to take this process out of service. */
const DOES_WITHOUT = new Set(['temporal']);

const HELP: Record<string, string> = {
  cases: 'Cases not closed, by phase',
  mails: 'Mails that wait or were refused',
  tasks: 'Open tasks of the desk, by code',
  backlog: 'Rows that wait for the work process',
};
const BUCKETS_S = [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 60];

function makeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'vigie_' });
  const duration = new Histogram({
    name: 'vigie_http_request_duration_seconds',
    help: 'Time to answer, by method and status',
    labelNames: ['method', 'status'],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  const gauges = Object.entries(HELP).map(
    ([name, help]) =>
      [name, new Gauge({ name: `vigie_${name}`, help, labelNames: ['label'], registers: [registry] })] as const,
  );
  const observe: RequestHandler = (req, res, next) => {
    const stop = duration.startTimer({ method: req.method });
    res.on('close', () => stop({ status: String(res.statusCode) }));
    next();
  };
  const countAgain = (figures: { name: string; label: string; value: number }[]): void => {
    for (const [name, gauge] of gauges) {
      gauge.reset();
      for (const { label, value } of figures.filter((figure) => figure.name === name)) gauge.set({ label }, value);
    }
  };
  return { registry, observe, countAgain };
}
