import { type Request, type Response, Router } from 'express';
import { falseAlarmRate, type Figures, noAnswerRate, perMillion, reopenRate } from '../../domain/statistics';
import { reportCsv } from '../../web/statistics/csv';
import { needScope } from '../auth';
import { encodeCursor } from '../cursor';
import type { ServerDeps } from '../deps';
import { parsedQuery } from '../json';
import { askedOf, listOf, listQuery, shownReport, StatisticsQuery } from '../statistics';
import { onlyReads } from './anomaly-view';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** Figures for scripts, and the cases behind each. */
export const statisticsRoutes = (deps: Deps): Router =>
  Router()
    .get('/statistics', needScope('read', 'desk', 'decide'), (req, res) => sendReport(deps, req, res))
    .get('/statistics/cases', needScope('read', 'desk', 'decide'), (req, res) => sendList(deps, req, res));

/** A service that only reads is told nothing of what is not for everybody. */
const hiddenAt = ({ clock }: Deps, res: Response): Date | null => (onlyReads(res) ? clock() : null);

async function sendReport(deps: Deps, req: Request, res: Response): Promise<void> {
  const { dialect = 'plain', ...query } = parsedQuery(StatisticsQuery, req);
  const asked = askedOf(query, deps.clock(), 'supplier');
  const { lines, whole, names, upTo } = await shownReport(deps.pool, asked, hiddenAt(deps, res));
  res.vary('Accept');
  if (req.accepts(['json', 'csv']) === 'csv') {
    res
      .type('text/csv; charset=utf-8')
      .attachment('statistics.csv')
      .send(reportCsv(asked.by, lines, names, dialect));
    return;
  }
  res.json({
    by: asked.by,
    from: asked.from,
    until: asked.until,
    only: asked.only,
    position: upTo,
    whole: wire(whole, null),
    lines: lines.map((line) => wire(line, names.get(line.value ?? '') ?? null)),
  });
}

/** Times in milliseconds, rates as parts of one. */
const wire = (line: Figures, name: string | null) => ({
  code: line.value,
  name,
  cases: line.cases,
  episodes: line.episodes,
  anomalies: line.anomalies,
  observations: line.observations,
  anomalies_per_million: perMillion(line),
  open: line.open,
  asked: line.asked,
  settled: line.settled,
  unanswered: line.unanswered,
  no_answer_rate: noAnswerRate(line),
  ended: line.ended,
  reopened: line.reopened,
  reopen_rate: reopenRate(line),
  against: line.against,
  false_alarms: line.false_alarms,
  false_alarm_rate: falseAlarmRate(line),
  paused_ms: line.pausedMs,
  times: line.times,
  outcomes: line.outcomes,
});

async function sendList(deps: Deps, req: Request, res: Response): Promise<void> {
  const { query, figure, limit, skip } = listQuery(req);
  const asked = askedOf(query, deps.clock(), 'supplier');
  const { items, total, next } = await listOf(deps.pool, asked, figure, { limit, skip }, hiddenAt(deps, res));
  res.json({
    total,
    items: items.map(({ number, episode, opened, ended, outcome, anomalies, pausedMs, ms }) => ({
      case: number,
      episode,
      opened_at: opened,
      ended_at: ended,
      outcome,
      anomalies,
      paused_ms: pausedMs,
      ms,
    })),
    next: next === null ? null : encodeCursor(next),
  });
}
