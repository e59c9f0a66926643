import { createHash } from 'node:crypto';
import type { Column, Register, RegisterName, Values } from './column';
import { contactColumns, contactNeeds } from './contact-columns';
import { absences, externalDesks, people, rota, topics } from './desk';
import { expectationNeeds, KIND_WORDS, RULE_WORDS, ZONES } from './expectation-words';
import { about, choice, code, column, LANGUAGE_WORDS, name } from './make';
import { calendars, slaPolicies } from './promises';

const ROLE_WORDS = [
  choice('on_board', 'à bord', 'on board'),
  choice('ashore', 'à terre', 'ashore'),
  choice('owner', 'propriétaire', 'owner'),
  choice('pi', 'responsable scientifique', 'principal investigator'),
];
const FAMILY_WORDS = [
  choice('value', 'valeur', 'value'),
  choice('position_time', 'position ou date', 'position or time'),
  choice('metadata', 'métadonnée', 'metadata'),
  choice('format', 'format', 'format'),
  choice('flow', 'flux', 'flow'),
];
/** SeaDataNet L08. */
const ACCESS_WORDS = [
  choice('unrestricted', 'libre', 'unrestricted'),
  choice('moratorium', 'moratoire', 'moratorium'),
  choice('by_negotiation', 'par négociation', 'by negotiation'),
  choice('organisation', 'organisme', 'organisation'),
];

const language: Column = column('language', 'choice', 'Langue', 'Language', { choices: LANGUAGE_WORDS, empty: 'fr' });
const platform: Column = column('platform', 'code', 'Plateforme', 'Platform', {
  also: ['navire', 'ship'],
  ...about('platforms'),
});
const supplier: Column = column('supplier', 'code', 'Fournisseur', 'Supplier', about('suppliers'));
const operator: Column = column('operator', 'code', 'Opérateur', 'Operator', about('suppliers'));
const owner: Column = column('owner', 'code', 'Propriétaire', 'Owner', about('suppliers'));
const access: readonly Column[] = [
  column('access_rule', 'choice', 'Règle d’accès', 'Access rule', { choices: ACCESS_WORDS, also: ['acces', 'access'] }),
  column('moratorium_until', 'day', 'Fin du moratoire', 'Moratorium until'),
];

const suppliers: Register = {
  name: 'suppliers',
  table: 'supplier',
  fr: 'Fournisseurs',
  en: 'Suppliers',
  columns: [
    code,
    name,
    language,
    column('policy', 'code', 'Délais', 'Policy', about('policies', true)),
    column('edmo', 'integer', 'Numéro EDMO', 'EDMO number', {
      prefix: 'SDN:EDMO::',
      max: 2_147_483_647,
      also: ['edmo_code'],
    }),
  ],
};

/** An address is in no log and in no page's address, so the code of a contact holds only its digest. */
const contactCode = ({ supplier: of, email }: Values): string | null =>
  typeof of === 'string' && typeof email === 'string'
    ? `${of.slice(0, 80)}-${createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 12)}`
    : null;

const contacts: Register = {
  name: 'contacts',
  table: 'contact',
  fr: 'Contacts',
  en: 'Contacts',
  codeFrom: contactCode,
  needs: contactNeeds,
  interval: ['valid_from', 'valid_until'],
  columns: [
    { ...code, required: false },
    { ...supplier, required: true, ...about('suppliers', true) },
    name,
    column('email', 'email', 'Courriel', 'E-mail', { required: true, also: ['mail', 'adresse électronique', 'mél'] }),
    language,
    column('role', 'choice', 'Rôle', 'Role', { choices: ROLE_WORDS }),
    column('platforms', 'codes', 'Plateformes', 'Platforms', { also: ['navires', 'ships'], ...about('platforms') }),
    column('sensors', 'codes', 'Capteurs', 'Sensors', about('sensors')),
    column('cruises', 'codes', 'Campagnes', 'Cruises', about('cruises')),
    column('families', 'choices', 'Familles', 'Families', { choices: FAMILY_WORDS, also: ['familles de contrôles'] }),
    column('valid_from', 'day', 'Valable du', 'Valid from', { also: ['début', 'from'] }),
    column('valid_until', 'day', 'Valable jusqu’au', 'Valid until', { also: ['fin', 'until'] }),
    column('rank', 'integer', 'Rang', 'Rank', { empty: 100, max: 10_000, also: ['ordre'] }),
    ...contactColumns,
  ],
};

const platforms: Register = {
  name: 'platforms',
  table: 'platform',
  fr: 'Plateformes',
  en: 'Platforms',
  columns: [code, name, column('class', 'text', 'Classe', 'Class', { also: ['type'] }), operator, owner],
};

const sensors: Register = {
  name: 'sensors',
  table: 'sensor',
  fr: 'Capteurs',
  en: 'Sensors',
  columns: [
    code,
    name,
    platform,
    column('serial', 'text', 'Numéro de série', 'Serial number', { also: ['n° de série', 'serial'] }),
    column('model', 'text', 'Modèle', 'Model'),
    column('type', 'text', 'Type', 'Type'),
    owner,
    operator,
  ],
};

const cruises: Register = {
  name: 'cruises',
  table: 'cruise',
  fr: 'Campagnes',
  en: 'Cruises',
  interval: ['start_at', 'end_at'],
  columns: [
    code,
    name,
    column('doi', 'text', 'DOI', 'DOI'),
    platform,
    column('start_at', 'instant', 'Début', 'Start', { also: ['date de début', 'start date', 'du'] }),
    column('end_at', 'instant', 'Fin', 'End', { also: ['date de fin', 'end date', 'au'], endOfDay: true }),
    column('chief_scientist', 'text', 'Chef de mission', 'Chief scientist'),
    column('chief_scientist_email', 'email', 'Courriel du chef de mission', 'Chief scientist’s e-mail'),
    column('cancelled', 'boolean', 'Annulée', 'Cancelled', { empty: false, also: ['annulee'] }),
    column('laboratory', 'text', 'Laboratoire', 'Laboratory'),
    supplier,
    ...access,
  ],
};

const datasets: Register = {
  name: 'datasets',
  table: 'dataset',
  fr: 'Jeux de données',
  en: 'Datasets',
  columns: [
    code,
    name,
    column('cruise', 'code', 'Campagne', 'Cruise', { also: ['campaign'], ...about('cruises') }),
    platform,
    supplier,
    ...access,
  ],
};

const sources: Register = {
  name: 'sources',
  table: 'source',
  fr: 'Sources',
  en: 'Sources',
  columns: [
    code,
    name,
    column('trusted', 'boolean', 'De confiance', 'Trusted', { empty: false }),
    { ...owner, also: ['responsable'] },
    column('owner_email', 'email', 'Courriel du responsable', 'Owner’s e-mail', { also: ['courriel', 'email'] }),
  ],
};

const DAY_MS = 86_400_000;
const TEN_YEARS_MS = 3_652 * DAY_MS;
const wait = (columnName: string, fr: string, en: string, empty: number, min = 1_000): Column =>
  column(columnName, 'duration', fr, en, { empty, min, max: TEN_YEARS_MS });

const policies: Register = {
  name: 'policies',
  table: 'policy',
  fr: 'Délais',
  en: 'Policies',
  columns: [
    code,
    name,
    wait('grouping_wait_info_ms', 'Regroupement : information', 'Grouping wait: info', DAY_MS, 0),
    wait('grouping_wait_warning_ms', 'Regroupement : avertissement', 'Grouping wait: warning', DAY_MS, 0),
    wait('grouping_wait_error_ms', 'Regroupement : erreur', 'Grouping wait: error', 1_800_000, 0),
    wait('grouping_wait_critical_ms', 'Regroupement : critique', 'Grouping wait: critical', 0, 0),
    wait('remind_after_ms', 'Relance après', 'Remind after', 7 * DAY_MS),
    column('reminders_max', 'integer', 'Relances au plus', 'Reminders at most', { empty: 2, max: 20 }),
    wait('escalate_after_ms', 'Escalade après', 'Escalate after', 7 * DAY_MS),
    wait('acknowledged_for_ms', 'Accusé de réception valable', 'Acknowledged for', 14 * DAY_MS),
    wait('news_interval_ms', 'Nouvelles au plus tous les', 'News at most every', DAY_MS),
    wait('chase_receipt_after_ms', 'Rappel d’application après', 'Chase the receipt after', 7 * DAY_MS),
    wait('close_unverified_after_ms', 'Clôture sans vérification après', 'Close unverified after', 30 * DAY_MS),
    wait('advice_again_after_ms', 'Même conseil à nouveau après', 'Same advice again after', 90 * DAY_MS),
    wait('checklist_before_ms', 'Liste de contrôle avant la campagne', 'Checklist before a cruise', 21 * DAY_MS),
  ],
};

/** What is to come and when; `expectationNeeds` says which columns each rule reads. */
const expectations: Register = {
  name: 'expectations',
  table: 'expectation',
  fr: 'Livraisons attendues',
  en: 'Expected deliveries',
  interval: ['valid_from', 'valid_until'],
  needs: expectationNeeds,
  columns: [
    code,
    name,
    column('kind', 'choice', 'Sorte', 'Kind', { choices: KIND_WORDS, empty: 'delivery', also: ['type'] }),
    supplier,
    platform,
    column('cruise', 'code', 'Campagne', 'Cruise', { also: ['campaign'], ...about('cruises') }),
    column('dataset', 'code', 'Jeu de données', 'Dataset', about('datasets')),
    column('source', 'code', 'Chaîne de contrôle', 'Source', about('sources')),
    column('files', 'codes', 'Fichiers', 'Files', { also: ['fichier', 'file'] }),
    column('format', 'text', 'Format', 'Format'),
    column('files_min', 'integer', 'Nombre de fichiers', 'Number of files', { max: 10_000 }),
    column('bytes_min', 'integer', 'Taille minimale (octets)', 'Smallest size (bytes)'),
    column('due_rule', 'choice', 'Échéance', 'Due', { choices: RULE_WORDS, required: true, also: ['rule'] }),
    column('days', 'integer', 'Jours', 'Days', { max: 3_652 }),
    column('hour', 'hour', 'Heure', 'Hour'),
    column('zone', 'choice', 'Fuseau', 'Time zone', { choices: ZONES, empty: 'UTC' }),
    column('due_at', 'instant', 'Le', 'At'),
    wait('late_after_ms', 'En retard après', 'Late after', 0, 0),
    column('valid_from', 'day', 'Valable du', 'Valid from', { also: ['début', 'from'] }),
    column('valid_until', 'day', 'Valable jusqu’au', 'Valid until', { also: ['fin', 'until'] }),
  ],
};

export const REGISTERS: Record<RegisterName, Register> = {
  suppliers,
  contacts,
  platforms,
  sensors,
  cruises,
  datasets,
  sources,
  policies,
  expectations,
  people,
  topics,
  absences,
  'external-desks': externalDesks,
  rota,
  calendars,
  'sla-policies': slaPolicies,
};
