import type { Choice, Values } from './column';

const choice = (code: string, fr: string, en: string): Choice => ({ code, fr, en });
export const KIND_WORDS = [choice('delivery', 'livraison', 'delivery'), choice('check_run', 'contrôle', 'check run')];
export const RULE_WORDS = [
  choice('cruise_end', 'jours après la fin de campagne', 'days after cruise end'),
  choice('daily', 'chaque jour à une heure', 'daily at an hour'),
  choice('every_days', 'tous les tant de jours', 'every so many days'),
  choice('once', 'une fois, à un instant', 'once, at an instant'),
];
/** Zones in which suppliers of the centre live. */
export const ZONES = [
  'UTC',
  'Europe/Paris',
  'Europe/London',
  'America/Cayenne',
  'America/Martinique',
  'America/Miquelon',
  'Indian/Reunion',
  'Pacific/Noumea',
  'Pacific/Tahiti',
].map((zone) => choice(zone, zone, zone));

const NEEDED_BY: Record<string, readonly (string | readonly string[])[]> = {
  cruise_end: ['cruise', 'days'],
  daily: ['hour'],
  every_days: ['days', 'hour', 'valid_from'],
  once: ['due_at'],
};
/** What a delivery must name to be known when it comes, and each rule to say when. */
export const expectationNeeds = ({ kind, due_rule: rule }: Values): readonly (string | readonly string[])[] => [
  ...(kind === 'check_run' ? ['source'] : ['files', ['supplier', 'platform', 'cruise', 'dataset']]),
  ...(NEEDED_BY[String(rule)] ?? []),
];
