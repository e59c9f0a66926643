import { type Contact, contactAfter } from '../../domain/contact';
import { aContact, AT } from '../support/facts';

const contact = (id: number, patch: Partial<Contact> = {}): Contact =>
  aContact({ id, name: `Contact ${id}`, rank: id, ...patch });
const about = { supplier: 'GENAVIR', platform: null, sensor: null, cruise: null, family: 'value' } as const;
const after = (present: string | null, ...contacts: Contact[]) =>
  contactAfter(present, contacts, about, AT)?.contact.id ?? null;

test('the chain goes from one contact to the next and ends', () => {
  expect(after('1', contact(1), contact(2))).toBe(2);
  expect(after('2', contact(1), contact(2))).toBeNull();
});

test('a contact whose mail was refused does not end the chain, and is passed over in it', () => {
  expect(after('1', contact(1, { refused: true }), contact(2))).toBe(2);
  expect(after('1', contact(1), contact(2, { refused: true }), contact(3))).toBe(3);
  expect(after('1', contact(1), contact(2, { refused: true }))).toBeNull();
});

test('when the present contact is no longer valid the chain begins anew', () => {
  expect(after('1', contact(1, { validUntil: '2026-03-01' }), contact(2), contact(3))).toBe(2);
});
