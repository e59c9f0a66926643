import { readTransferChoices } from './takers';
import { findTicketSummary } from '../../../db/desk/inbox';
import { GRADES, TICKET_LEVELS, type TicketLevel } from '../../../domain/ticket/words';
import type { TicketBody } from '../../tickets/types';
import type { Doing } from './command';
import { FormFault } from './form-fault';

/** What the fields of a form say, as the verb takes it. */
export async function bodyOf(doing: Doing): Promise<TicketBody> {
  const { command, t } = doing;
  const { verb, ticked } = command;
  const said = (name: string): string => command.fields[name]?.trim() ?? '';
  const comment = said('comment') === '' ? {} : { comment: said('comment').replaceAll('\r\n', '\n') };
  const need = (name: string): FormFault =>
    new FormFault(422, { field: `${verb}-${name}`, text: t('refused.needChoice') });
  switch (verb) {
    case 'transfer':
      return { ...(await transferTo(doing, said('to'), said('topic'))), ...comment };
    case 'relieve':
      return { level: '2', ...comment };
    case 'priority': {
      const [impact, urgency] = ['impact', 'urgency'].map((name) => GRADES.find((grade) => grade === said(name)));
      if (!impact || !urgency) throw need('impact');
      return { impact, urgency, ...comment };
    }
    case 'tag':
      return {
        tags: said('tags')
          .split(/[\s,;#]+/)
          .filter(Boolean),
      };
    case 'watch':
      return { watch: said('watch') !== 'no' };
    case 'link':
    case 'merge': {
      const number = said('into').toUpperCase();
      if (number === '') throw new FormFault(422, { field: `${verb}-into`, text: t('ticket.needNumber') });
      return verb === 'link' ? { to: number } : { into: number };
    }
    case 'split': {
      const messages = ticked('messages')
        .filter((id) => /^[1-9]\d{0,14}$/.test(id))
        .map(Number);
      if (messages.length === 0) throw need('messages');
      return { messages, ...(said('subject') !== '' && { subject: said('subject') }) };
    }
    case 'resolve':
    case 'close':
    case 'reopen':
      return comment;
    case 'take':
    case 'wait':
    case 'resume':
    case 'reply':
    case 'note':
      return {};
  }
}

/** A person by their code, a line of the desk by its level; with the topic, when another one was chosen. */
async function transferTo(doing: Doing, to: string, chosen: string): Promise<TicketBody> {
  const { tx, command, t } = doing;
  const of = await findTicketSummary(tx, command.number);
  if (!of) return {};
  const topic = chosen || of.topic;
  const withTopic = topic === null || topic === of.topic ? {} : { topic };
  const taker = takerOf(to);
  if (!taker) throw new FormFault(422, { field: 'transfer-to', text: t('refused.needChoice') });
  if ('level' in taker) return { ...taker, ...withTopic };
  return { to: taker.person, level: (await lineOf(doing, taker.person, topic)) ?? inHouse(of.level), ...withTopic };
}

/** `level:2` or `person:ana`; null for anything else. */
function takerOf(to: string): { level: TicketLevel } | { person: string } | null {
  const [kind, code = ''] = to.split(':', 2);
  const level = TICKET_LEVELS.find((known) => known === code);
  if (kind === 'level' && level) return { level };
  return kind === 'person' && code !== '' ? { person: code } : null;
}

const inHouse = (level: string): TicketLevel =>
  TICKET_LEVELS.find((known) => known === level && known !== 'external') ?? '1';

/** The line on which this person answers for a topic today; null where they stand on none. */
async function lineOf({ tx, at, t }: Doing, person: string, topic: string | null): Promise<TicketLevel | null> {
  const { specialists, level2 } = await readTransferChoices(tx, { topic, at, language: t.language });
  const isAmong = (takers: readonly { code: string }[]): boolean => takers.some(({ code }) => code === person);
  if (isAmong(specialists)) return '3';
  return isAmong(level2) ? '2' : null;
}
