import { addDays, instantOf } from '../../domain/delivery-zone';
import type { Values } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import type { AbsenceTexts } from '../../web/console/absences';
import { dayTyped } from './rota/typed';

/** What stands in each field of the form. */
export function textsTyped(fields: Readonly<Record<string, string>>): AbsenceTexts {
  const text = (name: string): string => fields[name]?.trim() ?? '';
  return {
    person: text('person'),
    kind: text('kind'),
    firstDay: text('firstDay'),
    firstHour: text('firstHour'),
    lastDay: text('lastDay'),
    lastHour: text('lastHour'),
    cover: text('cover'),
    readsMail: text('readsMail') === 'yes',
    remark: text('remark').slice(0, 300),
  };
}

const HOUR = /^([01]\d|2[0-3]):[0-5]\d$/;
/** Without hours the first day counts from its midnight and the last to its end. */
export function valuesTyped(
  texts: AbsenceTexts,
  zone: string,
): { ok: true; values: Values } | { ok: false; field: 'firstDay' | 'lastDay' } {
  const [first, last] = [dayTyped(texts.firstDay), dayTyped(texts.lastDay)];
  if (first === null) return { ok: false, field: 'firstDay' };
  if (last === null) return { ok: false, field: 'lastDay' };
  const start = instantOf(first, HOUR.test(texts.firstHour) ? texts.firstHour : '00:00', zone);
  const end = HOUR.test(texts.lastHour)
    ? instantOf(last, texts.lastHour, zone)
    : instantOf(addDays(last, 1), '00:00', zone);
  const { columns } = REGISTERS.absences;
  const kinds = columns.find(({ name }) => name === 'kind')?.choices ?? [];
  return {
    ok: true,
    values: {
      person: texts.person,
      kind: kinds.find(({ code }) => code === texts.kind)?.code ?? 'other',
      starts_at: start.toISOString(),
      ends_at: end.toISOString(),
      cover: texts.cover || null,
      reads_mail: texts.readsMail,
      name: texts.remark,
    },
  };
}
