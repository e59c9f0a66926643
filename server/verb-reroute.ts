import { findTarget, setSupplier } from '../db/case-deeds';
import { choicesFor } from '../db/contacts';
import { bad, missing, say } from './verb-say';
import type { Deed } from './verb-types';

/** To a contact, or to a supplier whose most fitting contact is then chosen; the case says why this person. */
export const reroute: Deed = async (doing) => {
  const { tx, of, body, at } = doing;
  if (body.to === undefined) return missing('to', 'Say to which contact or supplier.');
  const target = await findTarget(tx, body.to);
  if (!target) return bad('unknown_target', '/to', 'No contact or supplier has this code.');
  if (target.declined) return bad('contact_declined', '/to', 'This contact asked for no more mail.');
  await setSupplier(tx, of.id, target.supplier);
  const moved = { ...of, about: { ...of.about, supplier: target.supplier } };
  const choices = await choicesFor(tx, moved, at);
  const choice = target.contact === null ? choices[0] : choices.find(({ contact }) => contact.id === target.contact);
  const contact = target.contact ?? choice?.contact.id ?? null;
  return say(
    { ...doing, of: moved },
    { type: 'reroute', contact: contact === null ? null : String(contact) },
    {
      visibility: 'public',
      data: { supplier: target.supplier, contact },
      contactWhy: choice?.why ?? [],
    },
  );
};
