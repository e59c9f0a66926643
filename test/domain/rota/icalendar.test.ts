import { icalendar } from '../../../domain/rota/icalendar';

const duty = {
  day: '2026-03-29',
  level: 1,
  from: new Date('2026-03-29T06:30:00Z'),
  until: new Date('2026-03-30T06:30:00Z'),
  summary:
    'Permanence niveau 1 : Anna Le Goff; Lise, une suite assez longue pour être repliée après soixante-quinze octets',
} as const;

test('a calendar is folded at 75 octets without cutting a letter, escaped, and ends its lines as the standard says', () => {
  const text = icalendar('Permanence', 'example.org', [duty], new Date('2026-03-01T00:00:00Z'));
  const lines = text.split('\r\n');
  expect(lines.every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n'))).toBe(true);
  expect(text.replaceAll('\r\n ', '')).toContain(
    'SUMMARY:Permanence niveau 1 : Anna Le Goff\\; Lise\\, une suite assez longue pour être repliée après soixante-quinze octets\r\n',
  );
  expect(lines).toEqual(expect.arrayContaining(['DTSTART:20260329T063000Z', 'DTEND:20260330T063000Z']));
  expect(lines).toContain('UID:2026-03-29-1-20260329T063000Z@example.org');
});
