import { addTicketFiles } from '../../../db/requester/deeds';
import { TEXT_MAX } from '../../../web/console/tickets/reply-box';
import { performOnTicket, sayInTicket } from '../../tickets/perform';
import type { Doing } from './command';
import { FormFault } from './form-fault';

/** Words to the requester, with what follows from them. */
export async function reply(doing: Doing): Promise<void> {
  const { tx, who, at, command } = doing;
  await write(doing, 'public');
  const after = { tx, number: command.number, at, who: { ...who, seen: undefined } };
  if (command.fields['after'] === 'wait')
    await performOnTicket(tx, { ...after, verb: 'wait', body: { reason: 'requester' } });
  if (command.fields['after'] === 'resolve') await performOnTicket(tx, { ...after, verb: 'resolve', body: {} });
}

/** Words to the requester, or between colleagues. */
export async function write({ tx, who, at, command, t }: Doing, visibility: 'public' | 'internal'): Promise<void> {
  const { number, verb, fields, files } = command;
  const text = fields['text']?.replaceAll('\r\n', '\n').trim() ?? '';
  const refuse = (why: string): FormFault => new FormFault(422, { field: `${verb}-text`, text: why });
  if (text === '') throw refuse(t('ticket.needText'));
  if (text.length > TEXT_MAX) throw refuse(t('ticket.textTooLong', { max: TEXT_MAX }));
  const { message } = await sayInTicket(tx, { who, number, at, text, visibility });
  await addTicketFiles(tx, message, files);
}
