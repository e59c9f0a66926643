import { type Addressee, type Contact, chooseContacts, contactAfter } from '../../domain/contact';
import { aContact, AT } from '../support/facts';

let lastId = 0;
const named = (name: string, patch: Partial<Contact> = {}): Contact => aContact({ id: (lastId += 1), name, ...patch });
const CASE: Addressee = { supplier: 'GENAVIR', platform: '35PK', sensor: 'TSG1', cruise: 'C1', family: 'value' };
const chosen = (contacts: Contact[], of: Partial<Addressee> = {}, at = AT): string[] =>
  chooseContacts(contacts, { ...CASE, ...of }, at).map(({ contact }) => contact.name);

test('whom the rule names comes first, whatever limits them, unless their mail was refused; why says so', () => {
  const mine = named('mine', { sensors: ['TSG1'] });
  const owner = named('owner', { role: 'owner' });
  const other = named('other', { platforms: ['35A3'] });
  const route = (patch: object) => ({ route: { supplier: null, contact: null, role: null, ...patch } });
  expect(chosen([mine, owner, other], route({ role: 'owner' }))).toEqual(['owner', 'mine']);
  expect(chosen([mine, owner, other], route({ contact: other.code }))).toEqual(['other', 'mine', 'owner']);
  expect(chosen([mine, { ...owner, refused: true }], route({ role: 'owner' }))).toEqual(['mine', 'owner']);
  const of = { ...CASE, ...route({ contact: other.code }) };
  expect(chooseContacts([mine, other], of, AT)[0]?.why[0]).toBe('rule');
  expect(contactAfter(String(other.id), [mine, owner, other], of, AT)?.contact.name).toBe('mine');
});

test('the most specific comes first: sensor, cruise, platform, family, anybody', () => {
  const contacts = [
    named('anybody'),
    named('family', { families: ['value'] }),
    named('platform', { platforms: ['35PK', '35A3'] }),
    named('cruise', { cruises: ['C1'] }),
    named('sensor', { sensors: ['TSG1'] }),
    named('platform and family', { platforms: ['35PK'], families: ['value'] }),
  ];
  expect(chosen(contacts)).toEqual(['sensor', 'cruise', 'platform and family', 'platform', 'family', 'anybody']);
});

test.each<[string, Partial<Contact>]>([
  ['another supplier', { supplier: 'SHOM' }],
  ['another platform', { platforms: ['35A3'] }],
  ['another sensor', { sensors: ['TSG2'] }],
  ['another cruise', { cruises: ['C2'] }],
  ['another family of checks', { families: ['flow'] }],
  ['the right sensor on the wrong ship', { sensors: ['TSG1'], platforms: ['35A3'] }],
  ['not yet', { validFrom: '2026-03-03' }],
  ['no longer', { validUntil: '2026-03-01' }],
])('a contact for %s is not written to', (_, patch) => {
  expect(chosen([named('x', patch)])).toEqual([]);
});

test('the first and the last day of a contact both count', () => {
  const oneDay = named('one day', { validFrom: '2026-03-02', validUntil: '2026-03-02' });
  expect(chosen([oneDay], {}, new Date('2026-03-02T00:00:00Z'))).toEqual(['one day']);
  expect(chosen([oneDay], {}, new Date('2026-03-02T23:59:59.999Z'))).toEqual(['one day']);
  expect(chosen([oneDay], {}, new Date('2026-03-03T00:00:00Z'))).toEqual([]);
});

test('a limited contact is not guessed for a case that does not say', () => {
  expect(chosen([named('sensor', { sensors: ['TSG1'] }), named('anybody')], { sensor: null })).toEqual(['anybody']);
});

test('among equals the operators come before the scientist and the owner, then the rank, then the older entry', () => {
  const contacts = [
    named('owner', { role: 'owner', rank: 1 }),
    named('pi', { role: 'pi', rank: 1 }),
    named('second', { rank: 20 }),
    named('first', { rank: 10 }),
    named('first, younger', { rank: 10 }),
    named('on board', { role: 'on_board' }),
  ];
  expect(chosen(contacts)).toEqual(['on board', 'first', 'first, younger', 'second', 'pi', 'owner']);
});

test('whose mail was refused comes last, and alone is still named', () => {
  const refused = named('refused', { sensors: ['TSG1'], refused: true });
  expect(chosen([refused, named('anybody')])).toEqual(['anybody', 'refused']);
  expect(chosen([refused])).toEqual(['refused']);
});

test('the case says why this person', () => {
  const why = (...contacts: Contact[]): unknown => chooseContacts(contacts, CASE, AT)[0]?.why;
  expect(why(named('only'))).toEqual(['only']);
  expect(why(named('a', { rank: 1 }), named('b'))).toEqual(['rank']);
  expect(why(named('a', { sensors: ['TSG1'], platforms: ['35PK'], role: 'on_board' }), named('b'))).toEqual([
    'sensor',
    'platform',
    'role',
    'rank',
  ]);
});

test('escalation goes down the chain, past refused mail, until it has run out', () => {
  const chain = [named('a', { rank: 1 }), named('b', { rank: 2, refused: true }), named('c', { rank: 3 })];
  const after = (present: Contact | undefined): string | undefined =>
    contactAfter(present ? String(present.id) : null, chain, CASE, AT)?.contact.name;
  expect(after(undefined)).toBe('a');
  expect(after(chain[0])).toBe('c');
  expect(after(chain[2])).toBeUndefined();
});
