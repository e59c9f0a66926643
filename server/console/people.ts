import { type Request, type Response, Router } from 'express';
import { aroundNow, readRota, type StoredRota } from '../../db/rota/facts';
import { editRow } from '../../db/registers';
import { may } from '../../domain/permissions';
import type { Values } from '../../domain/registers/column';
import { WEEKDAY_WORDS } from '../../domain/registers/make';
import { PeoplePage, PersonPage, type ShownColleague } from '../../web/console/people';
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
type Person = StoredRota['people'][number];

/** Who works at the desk, and as what. */
export const peoplePages = (deps: Deps): Router =>
  Router()
    .get('/people', async (req, res) => {
      const facts = await readRota(deps.pool, aroundNow(deps.clock()));
      const people = facts.people.map((person) => shown(facts, person));
      const mayAdd = may(personOf(res).role, 'edit_people');
      res.type('html').send(page(PeoplePage({ ...shellOf(req, res), people, mayAdd })));
    })
    .get('/people/:code', async (req, res) => {
      const { facts, person } = await mustStand(deps, req);
      show(req, res, facts, person, []);
    })
    .post('/people/:code', needDeed('plan_rota'), async (req, res) => {
      const { facts, person } = await mustStand(deps, req);
      const values = valuesTyped(req);
      const edit = { register: 'people', values, code: person.code } as const;
      const done = await editRow(deps.pool, { ...edit, actor: actorOf(res), at: deps.clock() });
      if (done.ok) return res.redirect(303, '/people?done=person');
      const t = translator(personOf(res).language);
      const faults = done.errors.map(({ column, code }) => ({ field: column, text: t.of(`rowFault.${code}`) }));
      show(req, res, facts, person, faults);
    });

async function mustStand({ pool, clock }: Deps, req: Request): Promise<{ facts: StoredRota; person: Person }> {
  const facts = await readRota(pool, aroundNow(clock()));
  const person = facts.people.find(({ code }) => code === req.params['code']);
  if (!person) throw problem(404, 'unknown_code', 'There is no such person.');
  return { facts, person };
}

const shown = (facts: StoredRota, { mentor, manager, ...person }: Person): ShownColleague => {
  const nameOf = namesOf(facts);
  return { ...person, mentor: mentor && nameOf(mentor), manager: manager && nameOf(manager) };
};

function show(req: Request, res: Response, facts: StoredRota, of: Person, faults: readonly FieldFault[]): void {
  const colleague = { ...shown(facts, of), mentorCode: of.mentor ?? '', managerCode: of.manager ?? '' };
  const others = optionsOf(facts).filter(({ code }) => code !== of.code);
  const mayEdit = may(personOf(res).role, 'plan_rota');
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(page(PersonPage({ ...shellOf(req, res), colleague, others, faults, mayEdit })));
}

/** All seven days, or none, is every day. */
function valuesTyped(req: Request): Values {
  const fields = fieldsOf(req);
  const days = new Set(valuesOf(req, 'weekdays'));
  const weekdays = WEEKDAY_WORDS.filter((_, place) => days.has(String(place + 1))).map(({ code }) => code);
  return {
    levels: ['1', '2'].filter((level) => valuesOf(req, 'levels').includes(level)),
    weekdays: weekdays.length === WEEKDAY_WORDS.length ? [] : weekdays,
    mentor: fields['mentor'] || null,
    manager: fields['manager'] || null,
  };
}
