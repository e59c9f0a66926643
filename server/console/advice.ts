import { type Request, type Response, Router } from 'express';
import { saveTopic, topicsWithCounts, type StoredTopic, versionsOfTopic, withdrawTopic } from '../../db/advice/topics';
import { type AdviceTopic, faultsOfTopic } from '../../domain/advice';
import { may } from '../../domain/permissions';
import { AdviceDeskPage, AdviceEditorPage, deskPath, FAULT_LABELS, type TopicTexts } from '../../web/advice/console';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import { actorOf } from './registers';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** Advice as the centre keeps it: drafts, versions, and what suppliers said of it. */
export const advicePages = (deps: Deps): Router =>
  Router()
    .get('/good-practice', (req, res) => showAll(deps, req, res))
    .get('/good-practice/new', needDeed('edit_registers'), (req, res) =>
      show(req, res, { versions: [], code: null, texts: NOTHING, faults: [] }),
    )
    .post('/good-practice/new', needDeed('edit_registers'), (req, res) => save(deps, req, res, []))
    .get('/good-practice/:code', async (req, res) => {
      const versions = await mustStand(deps, req);
      const [newest] = versions;
      show(req, res, { versions, code: newest.code, texts: textsOf(newest), faults: [] });
    })
    .post('/good-practice/:code', needDeed('edit_registers'), async (req, res) =>
      save(deps, req, res, await mustStand(deps, req)),
    );

async function showAll({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const { language, role } = personOf(res);
  const topics = (await topicsWithCounts(pool)).map(({ topic, counts }) => ({
    ...topic,
    ...counts,
    title: topic.words[language].title,
  }));
  const mayEdit = may(role, 'edit_registers');
  res.type('html').send(page(AdviceDeskPage({ ...shellOf(req, res), topics, mayEdit })));
}

async function mustStand({ pool }: Deps, req: Request): Promise<[StoredTopic, ...StoredTopic[]]> {
  const [newest, ...older] = await versionsOfTopic(pool, String(req.params['code']));
  if (!newest) throw problem(404, 'unknown_code', 'There is no advice of this code.');
  return [newest, ...older];
}

interface Shown {
  versions: readonly StoredTopic[];
  code: string | null;
  texts: TopicTexts;
  faults: readonly FieldFault[];
}
function show(req: Request, res: Response, shown: Shown, status = 200): void {
  const mayEdit = may(personOf(res).role, 'edit_registers');
  res
    .status(status)
    .type('html')
    .send(page(AdviceEditorPage({ ...shellOf(req, res), ...shown, mayEdit })));
}

const NOTHING: TopicTexts = {
  code: '',
  checks: '',
  sensorTypes: '',
  sources: '',
  general: false,
  title_fr: '',
  text_fr: '',
  title_en: '',
  text_en: '',
  version: '',
};
const textsOf = ({
  code,
  checks,
  sensorTypes,
  sources,
  general,
  words: { fr, en },
  version,
}: StoredTopic): TopicTexts => ({
  code,
  checks: checks.join(' '),
  sensorTypes: sensorTypes.join(' '),
  sources: sources.join('\n'),
  general,
  title_fr: fr.title,
  text_fr: fr.text,
  title_en: en.title,
  text_en: en.text,
  version: String(version),
});

function typedTexts(req: Request, code: string | null): TopicTexts {
  const fields = fieldsOf(req);
  const typed = { ...NOTHING };
  for (const name of [
    'code',
    'checks',
    'sensorTypes',
    'sources',
    'title_fr',
    'text_fr',
    'title_en',
    'text_en',
    'version',
  ] as const)
    typed[name] = (fields[name] ?? '').trim();
  return { ...typed, ...(code !== null && { code }), general: fields['general'] === 'yes' };
}
const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '');
const topicOf = (typed: TopicTexts): AdviceTopic => ({
  code: typed.code,
  checks: wordsIn(typed.checks),
  sensorTypes: wordsIn(typed.sensorTypes),
  sources: typed.sources.split(/\r?\n/).flatMap((line) => line.trim() || []),
  general: typed.general,
  words: {
    fr: { title: typed.title_fr, text: typed.text_fr },
    en: { title: typed.title_en, text: typed.text_en },
  },
});

async function save(deps: Deps, req: Request, res: Response, versions: readonly StoredTopic[]): Promise<void> {
  const t = translator(personOf(res).language);
  const code = versions[0]?.code ?? null;
  const { deed } = fieldsOf(req);
  if (deed === 'withdraw' && code !== null) {
    await withdrawTopic(deps.pool, code, actorOf(res), deps.clock());
    return res.redirect(303, `${deskPath(code)}?done=advice-withdrawn`);
  }
  const texts = typedTexts(req, code);
  const topic = topicOf(texts);
  const faults = faultsOfTopic(topic).map(({ field, code: why }) => ({
    field,
    text: t(`adviceFault.${why}`, { field: t(FAULT_LABELS[field]) }),
  }));
  if (faults.length > 0) return show(req, res, { versions, code, texts, faults }, 422);
  const after = code === null ? null : Number(texts.version);
  const publish = deed === 'publish';
  const saved = await saveTopic(deps.pool, { topic, after, publish, actor: actorOf(res), at: deps.clock() });
  if (saved.ok)
    return res.redirect(303, `${deskPath(topic.code)}?done=${publish ? 'advice-published' : 'advice-draft'}`);
  const text = t(`adviceFault.${saved.refusal}`);
  show(req, res, { versions, code, texts, faults: [{ field: code === null ? 'code' : null, text }] }, 409);
}
