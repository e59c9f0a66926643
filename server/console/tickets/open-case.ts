import { type Request, Router } from 'express';
import { postDeps } from '../../../db/ingest/post';
import type { FieldFault } from '../../../web/console/layout';
import { type Translate, translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { openCase, type RemarkFields } from '../../tickets/open-case';
import type { VerbRefusal } from '../../verb-types';
import { fieldsOf } from '../form';
import { actorOf } from '../registers';
import { needDeed, personOf } from '../session';
import { noSuchTicket, numberOf, showTicket } from './ticket';

/** A remark on data becomes a case by one form of the ticket's page, which then shows the case. */
export function openCasePages(deps: Pick<ServerDeps, 'pool' | 'clock' | 'linkKey'>): Router {
  const posts = postDeps(deps.pool, deps.clock);
  return Router().post('/tickets/:number/open-case', needDeed('link'), async (req, res) => {
    const { role, language } = personOf(res);
    const who = { actor: actorOf(res), role };
    const done = await openCase({ ...deps, posts }, { who, number: numberOf(req), fields: remarkIn(req) });
    if (done.ok) return res.redirect(303, `/cases/${done.case}?done=ticket-open-case`);
    if (done.status === 404) throw noSuchTicket();
    const faults = [faultOf(done, translator(language))];
    await showTicket(deps, req, res, {
      status: done.status,
      faults,
      filled: { ...fieldsOf(req), verb: 'open-case' },
    });
  });
}

function remarkIn(req: Request): RemarkFields {
  const fields = fieldsOf(req);
  const said = (name: string): string | null => fields[name]?.trim() || null;
  const [from, until] = [said('from'), said('until')].map((time) => time && instantOf(time));
  const start = from ?? until;
  return {
    dataset: said('dataset'),
    cruise: said('cruise'),
    platform: said('platform'),
    parameter: said('parameter'),
    time_range: start ? { start, end: until ?? start } : null,
    text: said('text')?.replaceAll('\r\n', '\n') ?? null,
  };
}
/** A page's field has no zone: data time is UTC. */
const instantOf = (typed: string): string => (typed.length === 16 ? `${typed}:00Z` : `${typed}Z`);

const FIELD: Record<string, string> = { start: 'from', end: 'until', time_range: 'from', message: 'text' };
const WORD: Record<string, 'remark.needDataset' | 'remark.badTime' | 'ticketRefused.suppressed'> = {
  dataset: 'remark.needDataset',
  from: 'remark.badTime',
  until: 'remark.badTime',
};
function faultOf({ code, detail, pointer }: VerbRefusal, t: Translate): FieldFault {
  if (code === 'suppressed') return { field: null, text: t('ticketRefused.suppressed') };
  const named = pointer?.split('/').at(-1) ?? '';
  const field = FIELD[named] ?? named;
  const word = WORD[field];
  return { field: `open-case-${field}`, text: word ? t(word) : t('refused.invalid', { detail }) };
}
