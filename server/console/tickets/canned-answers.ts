import { type Request, type Response, Router } from 'express';
import { findCannedAnswer, listCannedAnswers, saveCannedAnswer } from '../../../db/desk/canned-answers';
import { topicNames } from '../../../db/desk/topics';
import { inTransaction } from '../../../db/query';
import { CANNED_CODE, CANNED_NAME_MAX, CANNED_TEXT_MAX, type CannedAnswer } from '../../../domain/canned-answer';
import { may } from '../../../domain/permissions';
import { LANGUAGES } from '../../../domain/words';
import { CannedAnswerPage, CannedAnswersPage } from '../../../web/console/tickets/canned-answers';
import type { FieldFault } from '../../../web/console/layout';
import { page } from '../../../web/html';
import { type Translate, translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { fieldsOf } from '../form';
import { actorOf } from '../registers';
import { needDeed, personOf, shellOf } from '../session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** What the desk keeps ready to write, in both languages; whoever works tickets may change it. */
export const cannedAnswerPages = (deps: Deps): Router =>
  Router()
    .get('/canned-answers', async (req, res) => {
      const [answers, topics] = await Promise.all([listCannedAnswers(deps.pool), topicsFor(deps, res)]);
      const mayEdit = may(personOf(res).role, 'note');
      res.type('html').send(page(CannedAnswersPage({ ...shellOf(req, res), answers, topics, mayEdit })));
    })
    .get('/canned-answers/new', needDeed('note'), (req, res) =>
      show(deps, req, res, { code: null, filled: { active: 'yes' } }),
    )
    .get('/canned-answers/:code', async (req, res) => {
      const { code, name, text, topic, active } = await mustStand(deps, req);
      const filled = {
        name_fr: name.fr,
        name_en: name.en,
        text_fr: text.fr,
        text_en: text.en,
        topic: topic ?? '',
        active: active ? 'yes' : '',
      };
      await show(deps, req, res, { code, filled });
    })
    .post('/canned-answers/new', needDeed('note'), (req, res) => save(deps, req, res, null))
    .post('/canned-answers/:code', needDeed('note'), async (req, res) =>
      save(deps, req, res, (await mustStand(deps, req)).code),
    );

const topicsFor = ({ pool }: Deps, res: Response) => topicNames(pool, personOf(res).language);

async function mustStand({ pool }: Deps, req: Request): Promise<CannedAnswer> {
  const found = await findCannedAnswer(pool, String(req.params['code']));
  if (!found) throw problem(404, 'not_found', 'There is no such canned answer.');
  return found;
}

interface Shown {
  code: string | null;
  filled: Record<string, string>;
  faults?: FieldFault[];
}
async function show(deps: Deps, req: Request, res: Response, { code, filled, faults = [] }: Shown): Promise<void> {
  const topics = await topicsFor(deps, res);
  const mayEdit = may(personOf(res).role, 'note');
  const html = page(CannedAnswerPage({ ...shellOf(req, res), code, filled, topics, faults, mayEdit }));
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(html);
}

async function save(deps: Deps, req: Request, res: Response, standing: string | null): Promise<void> {
  const filled = fieldsOf(req);
  const t = translator(personOf(res).language);
  const said = (name: string): string => filled[name]?.trim().replaceAll('\r\n', '\n') ?? '';
  const code = standing ?? said('code');
  const topics = await topicsFor(deps, res);
  const topic = topics.find((one) => one.code === said('topic'))?.code ?? null;
  const faults = faultsIn(code, said, t);
  if (faults.length > 0) return show(deps, req, res, { code: standing, filled, faults });
  const answer: CannedAnswer = {
    code,
    name: { fr: said('name_fr'), en: said('name_en') },
    text: { fr: said('text_fr'), en: said('text_en') },
    topic,
    active: filled['active'] === 'yes',
  };
  const how = { creating: standing === null, actor: actorOf(res), at: deps.clock() };
  if (!(await inTransaction(deps.pool, (tx) => saveCannedAnswer(tx, answer, how))))
    return show(deps, req, res, { code: null, filled, faults: [{ field: 'code', text: t('canned.codeTaken') }] });
  res.redirect(303, '/canned-answers?done=canned');
}

function faultsIn(code: string, said: (name: string) => string, t: Translate): FieldFault[] {
  const faults: FieldFault[] = CANNED_CODE.test(code) ? [] : [{ field: 'code', text: t('canned.badCode') }];
  for (const language of LANGUAGES)
    for (const [part, max] of [
      ['name', CANNED_NAME_MAX],
      ['text', CANNED_TEXT_MAX],
    ] as const) {
      const { length } = said(`${part}_${language}`);
      const args = { field: t(`canned.${part}`), language: t(`language.${language}`), max };
      const field = `${part}_${language}`;
      if (length === 0) faults.push({ field, text: t('canned.empty', args) });
      else if (length > max) faults.push({ field, text: t('canned.tooLong', args) });
    }
  return faults;
}
