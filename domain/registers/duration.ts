import type { Language } from '../words';

const UNIT_MS = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 } as const;
type Unit = keyof typeof UNIT_MS;
const WRITTEN = new Map<string, Unit>([
  ...(['d', 'day', 'days', 'j', 'jour', 'jours'] as const).map((word) => [word, 'd'] as const),
  ...(['h', 'hour', 'hours', 'heure', 'heures'] as const).map((word) => [word, 'h'] as const),
  ...(['min', 'minute', 'minutes'] as const).map((word) => [word, 'min'] as const),
  ...(['s', 'second', 'seconds', 'seconde', 'secondes'] as const).map((word) => [word, 's'] as const),
  ['ms', 'ms'],
]);
const PIECE = /(\d+(?:[.,]\d+)?)\s*([a-z]+)/g;

/** `7 j`, `1 d 12 h`, `0,5 h`, `0` as milliseconds; null when it is no duration. A bare number has no meaning. */
export function parseDuration(text: string): number | null {
  const bare = text.trim().toLowerCase();
  if (bare === '0') return 0;
  if (bare === '' || bare.replaceAll(PIECE, '').trim() !== '') return null;
  let sumMs = 0;
  for (const [, amount, word] of bare.matchAll(PIECE)) {
    const unit = WRITTEN.get(word ?? '');
    if (!unit || amount === undefined) return null;
    sumMs += Number(amount.replace(',', '.')) * UNIT_MS[unit];
  }
  return Math.round(sumMs);
}

/** The same in the largest units: `1 j 12 h`. Parsing it gives the duration back. */
export function formatDuration(durationMs: number, language: Language): string {
  let restMs = durationMs;
  const pieces = (Object.keys(UNIT_MS) as Unit[]).flatMap((unit) => {
    const amount = Math.floor(restMs / UNIT_MS[unit]);
    restMs -= amount * UNIT_MS[unit];
    return amount === 0 ? [] : [`${amount} ${unit === 'd' && language === 'fr' ? 'j' : unit}`];
  });
  return pieces.join(' ') || '0';
}
