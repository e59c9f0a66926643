import { type Request, type Response, Router } from 'express';
import { aroundNow, readRota, type StoredRota } from '../../db/rota/facts';
import { editRow } from '../../db/registers';
import { may } from '../../domain/permissions';
import { parseFields } from '../../domain/register';
import type { Values } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { awayAt } from '../../domain/rota/away';
import { momentOf } from '../../domain/rota/duty-day';
import { type ShownTopic, TopicPage, TopicsPage, type TopicTexts } from '../../web/console/topics';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf, valuesOf } from './form';
import { actorOf } from './registers';
import { namesOf, optionsOf } from './rota/view';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
type Topic = StoredRota['topics'][number];
const NEW: TopicTexts = { code: '', name: '', nameEn: '', pairs: [], straightToExternal: false, active: true };

/** What questions are about, and who answers them. */
export const topicPages = (deps: Deps): Router =>
  Router()
    .get('/topics', async (req, res) => {
      const at = deps.clock();
      const facts = await readRota(deps.pool, aroundNow(at));
      const topics = facts.topics.map((topic) => shownTopic(facts, topic, at));
      const mayEdit = may(personOf(res).role, 'edit_registers');
      res.type('html').send(page(TopicsPage({ ...shellOf(req, res), topics, zone: facts.settings.zone, mayEdit })));
    })
    .get('/topics/new', needDeed('edit_registers'), (req, res) => show(deps, req, res, null, NEW, []))
    .post('/topics/new', needDeed('edit_registers'), (req, res) => take(deps, req, res, null))
    .get('/topics/:code', async (req, res) => {
      const { code, name, nameEn, specialists, straightToExternal, active } = await mustStand(deps, req);
      const pairs = specialists.map(({ person, cover }) => ({ specialist: person, cover: cover ?? '' }));
      await show(deps, req, res, code, { code, name, nameEn, pairs, straightToExternal, active }, []);
    })
    .post('/topics/:code', needDeed('edit_registers'), async (req, res) => {
      const { code } = await mustStand(deps, req);
      await take(deps, req, res, code);
    });

async function mustStand({ pool, clock }: Deps, req: Request): Promise<Topic> {
  const { topics } = await readRota(pool, aroundNow(clock()));
  const found = topics.find(({ code }) => code === req.params['code']);
  if (!found) throw problem(404, 'unknown_code', 'There is no such topic.');
  return found;
}

function shownTopic(facts: StoredRota, topic: Topic, at: Date): ShownTopic {
  const nameOf = namesOf(facts);
  const specialists = topic.specialists.map(({ person, cover }) => {
    const away = awayAt(facts, person, momentOf(facts, at), 'specialist');
    return { name: nameOf(person), cover: cover && nameOf(cover), away: away && { until: away.until } };
  });
  return { ...topic, specialists };
}

async function show(
  { pool, clock }: Deps,
  req: Request,
  res: Response,
  code: string | null,
  texts: TopicTexts,
  faults: readonly FieldFault[],
): Promise<void> {
  const people = optionsOf(await readRota(pool, aroundNow(clock())));
  const mayEdit = may(personOf(res).role, 'edit_registers');
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(page(TopicPage({ ...shellOf(req, res), code, texts, people, faults, mayEdit })));
}

async function take(deps: Deps, req: Request, res: Response, code: string | null): Promise<void> {
  const fields = fieldsOf(req);
  const covers = valuesOf(req, 'cover');
  const pairs = valuesOf(req, 'specialist')
    .map((specialist, place) => ({ specialist, cover: covers[place] ?? '' }))
    .filter(({ specialist }) => specialist !== '');
  const texts: TopicTexts = {
    code: fields['code']?.trim() ?? '',
    name: fields['name']?.trim() ?? '',
    nameEn: fields['nameEn']?.trim() ?? '',
    pairs,
    straightToExternal: fields['straightToExternal'] === 'yes',
    active: fields['active'] === 'yes',
  };
  const t = translator(personOf(res).language);
  const say = (errors: readonly { column: string | null; code: string }[]): FieldFault[] =>
    errors.map((error) => ({ field: FIELD[error.column ?? ''] ?? error.column, text: t.of(`rowFault.${error.code}`) }));
  const { values, errors } = valuesTyped(texts, code === null);
  if (errors.length > 0) return show(deps, req, res, code, texts, say(errors));
  const done = await editRow(deps.pool, { register: 'topics', values, code, actor: actorOf(res), at: deps.clock() });
  if (!done.ok) return show(deps, req, res, code, texts, say(done.errors));
  res.redirect(303, '/topics?done=topic');
}

const FIELD: Record<string, string> = { name_en: 'nameEn', specialists: 'specialist-0', covers: 'cover-0' };

/** A specialist without a cover stands in the list of covers at their own place. */
function valuesTyped({ code, name, nameEn, pairs, straightToExternal, active }: TopicTexts, isNew: boolean) {
  const once = pairs.filter(
    ({ specialist }, place) => pairs.findIndex((pair) => pair.specialist === specialist) === place,
  );
  const { values, errors } = parseFields(REGISTERS.topics, {
    ...(isNew ? { code } : {}),
    name,
    name_en: nameEn,
    specialists: once.map(({ specialist }) => specialist).join('|'),
    covers: once.map(({ specialist, cover }) => cover || specialist).join('|'),
  });
  const given: Values = { ...values, straight_to_external: straightToExternal, active };
  return { values: given, errors };
}
