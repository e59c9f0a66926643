import { z } from 'zod';
import { dryRun } from '../../../db/rules/dry-run';
import { saveRule } from '../../../db/rules/store';
import { rows } from '../../../db/query';
import { nextChoice } from '../../../db/contacts';
import { readCases } from '../../../db/case-row';
import type { Route } from '../../../domain/contact';
import type { RuleTerms } from '../../../domain/rules/rule';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item } from '../../support/post';
import { DESK, posting } from '../../support/posting';
import { ruleTerms } from '../../support/rules';

const db = useDatabase();
const post = posting(db);
beforeAll(async () => {
  await db.pool.query(`insert into supplier (code, name) values ('OWN', 'Own'), ('LAB', 'Lab')`);
  await db.pool.query(
    `insert into contact (code, supplier, name, email, language, role, rank) values
       ('own-1', 'OWN', 'One', 'one@example.org', 'fr', null, 1), ('own-2', 'OWN', 'Two', 'two@example.org', 'fr', 'owner', 2),
       ('lab-1', 'LAB', 'Three', 'three@example.org', 'en', null, 1), ('lab-2', 'LAB', 'Four', 'four@example.org', 'en', null, 2)`,
  );
});

let priority = 0;
const ruleFor = (dataset: string, route: Partial<Route> | null, patch: Partial<RuleTerms> = {}): RuleTerms =>
  ruleTerms({
    code: dataset,
    priority: (priority += 1),
    matchers: [{ field: 'dataset', op: 'is', value: dataset }],
    groupBy: ['dataset'],
    route: route && { supplier: null, contact: null, role: null, ...route },
    ...patch,
  });

const save = (terms: RuleTerms) => saveRule(db.pool, terms, null, DESK, AT);
const Shown = z.object({
  id: z.number(),
  supplier: z.string().nullable(),
  contact: z.string().nullable(),
  why: z.array(z.string()),
});
const casesOf = (dataset: string) =>
  rows(
    db.pool,
    Shown,
    `select c.id, c.supplier, t.code as contact, c.contact_why as why from anomaly_case c left join contact t on t.id = c.contact
      where c.dataset = $1 order by c.id`,
    [dataset],
  );

test.each<[string, Partial<Route> | null, { supplier: string; contact: string; why: string[] }]>([
  ['by the registers', null, { supplier: 'OWN', contact: 'own-1', why: ['rank'] }],
  ['to a supplier', { supplier: 'LAB' }, { supplier: 'LAB', contact: 'lab-1', why: ['rank'] }],
  ['to a role', { role: 'owner' }, { supplier: 'OWN', contact: 'own-2', why: ['rule', 'role', 'rank'] }],
  ['to a contact', { contact: 'lab-2' }, { supplier: 'LAB', contact: 'lab-2', why: ['rule', 'rank'] }],
])('a rule sends its cases %s', async (name, route, expected) => {
  const dataset = name.replaceAll(' ', '-');
  expect(await save(ruleFor(dataset, route))).toMatchObject({ ok: true, rule: { route } });
  await post([item({ dataset, supplier: 'OWN' })]);
  expect(await casesOf(dataset)).toMatchObject([expected]);
});

test('the chain goes on from whom the rule named, to those who would have come first without it', async () => {
  await save(ruleFor('chain', { contact: 'own-2' }));
  await post([item({ dataset: 'chain', supplier: 'OWN' })]);
  const [{ id } = { id: 0 }] = await casesOf('chain');
  const [found] = await readCases(db.pool, [id]);
  expect(found && (await nextChoice(db.pool, found, AT))?.contact.code).toBe('own-1');
});

test('what no register knows is refused; a contact who is no more leaves the case to the registers', async () => {
  expect(await save(ruleFor('nobody', { supplier: 'NONE' }))).toEqual({ ok: false, refusal: 'unknown_target' });
  await db.pool.query(
    `insert into contact (code, supplier, name, email, language) values ('gone', 'LAB', 'G', 'g@example.org', 'fr')`,
  );
  await save(ruleFor('gone', { contact: 'gone' }));
  await db.pool.query(`delete from contact where code = 'gone'`);
  await post([item({ dataset: 'gone', supplier: 'OWN' })]);
  expect(await casesOf('gone')).toMatchObject([{ supplier: 'OWN', contact: 'own-1' }]);
});

test('a pipeline that fails stays its owner’s, and a storm the desk’s, whatever the rule says', async () => {
  await db.pool.query(`insert into source (code, name, owner) values ('pipe', 'Pipe', 'OWN')`);
  await save(ruleFor('broken', { supplier: 'LAB' }, { openMax: 1, groupBy: ['check'] }));
  await post([item({ dataset: 'broken', source: 'pipe', check: 'check_error' })]);
  await post(['a', 'b', 'c'].map((locus) => item({ dataset: 'broken', source: 'stormy', locus, supplier: 'OWN' })));
  expect(await casesOf('broken')).toMatchObject([{ supplier: 'OWN' }, { supplier: 'LAB' }]);
  expect(await casesOf('pipeline stormy')).toMatchObject([{ supplier: null, contact: null }]);
});

test('a trial tells how many cases are with somebody else', async () => {
  await post(['OWN', 'LAB'].map((supplier) => item({ dataset: 'tried', supplier, sensor: supplier })));
  const over = { from: new Date(AT.getTime() - 1), until: new Date(AT.getTime() + 1) };
  const tried = async (route: Partial<Route> | null) => (await dryRun(db.pool, ruleFor('tried', route), over)).rerouted;
  expect(await tried(null)).toBe(0);
  expect(await tried({ supplier: 'LAB' })).toBe(1);
  expect(await tried({ contact: 'lab-2' })).toBe(2);
  expect(await tried({ supplier: 'OWN', role: 'owner' })).toBe(2);
});
