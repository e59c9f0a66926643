import { ABSENCE_KINDS, type AbsenceKind, SHIFT_LAYERS, type ShiftLayer } from '../rota/facts';
import { type Role, ROLES } from '../words';
import type { Column, Register, RowFault, Values } from './column';
import { about, choice, code, column, LANGUAGE_WORDS, name, WEEKDAY_WORDS } from './make';

const words = <T extends string>(codes: readonly T[], said: Record<T, readonly [fr: string, en: string]>) =>
  codes.map((one) => choice(one, said[one][0], said[one][1]));

const ROLE_WORDS = words<Role>(ROLES, {
  assistant: ['assistant', 'assistant'],
  level2: ['niveau 2', 'level 2'],
  specialist: ['spécialiste', 'specialist'],
  manager: ['responsable', 'manager'],
  administrator: ['administrateur', 'administrator'],
  read_only: ['lecture seule', 'read-only'],
});
const KIND_WORDS = words<AbsenceKind>(ABSENCE_KINDS, {
  leave: ['congé', 'leave'],
  training: ['formation', 'training'],
  mission: ['mission', 'mission'],
  other: ['autre', 'other'],
});
const LAYER_WORDS = words<ShiftLayer>(SHIFT_LAYERS, {
  rotation: ['tour', 'rotation'],
  temporary: ['temporaire', 'temporary'],
});
const LEVEL_WORDS = [choice('1', 'niveau 1', 'level 1'), choice('2', 'niveau 2', 'level 2')];
const remark: Column = column('name', 'text', 'Remarque', 'Remark', { empty: '', also: ['note', 'libelle'] });
const person: Column = column('person', 'code', 'Personne', 'Person', {
  required: true,
  also: ['agent', 'who', 'qui'],
  ...about('people', true),
});

const sameAs = (row: Values, column: string, other: string): RowFault[] =>
  row[column] !== null && row[column] === row[other]
    ? [{ column, code: 'same_person', detail: 'It is the same person.' }]
    : [];

/** Who works at the desk, and as what. A password is given on the command line, never here. */
export const people: Register = {
  name: 'people',
  table: 'person',
  fr: 'Personnes',
  en: 'People',
  unique: 'email',
  faults: (row) => [...sameAs(row, 'mentor', 'code'), ...sameAs(row, 'manager', 'code')],
  columns: [
    code,
    name,
    column('email', 'email', 'Courriel', 'E-mail', { required: true, also: ['mail', 'mél'] }),
    column('role', 'choice', 'Rôle', 'Role', { choices: ROLE_WORDS, empty: 'read_only' }),
    column('language', 'choice', 'Langue', 'Language', { choices: LANGUAGE_WORDS, empty: 'fr' }),
    column('active', 'boolean', 'En activité', 'Active', { empty: true, also: ['actif'] }),
    column('levels', 'choices', 'Niveaux tenus', 'Levels', { choices: LEVEL_WORDS, also: ['niveaux'] }),
    column('weekdays', 'choices', 'Jours travaillés', 'Working days', { choices: WEEKDAY_WORDS }),
    column('mentor', 'code', 'Tuteur', 'Mentor', about('people', true)),
    column('manager', 'code', 'Responsable', 'Manager', about('people', true)),
  ],
};

/** What questions are about. The cover at a place is of the specialist at that place, the last also of those after; who covers themselves has none. */
export const topics: Register = {
  name: 'topics',
  table: 'topic',
  fr: 'Thèmes',
  en: 'Topics',
  columns: [
    code,
    { ...name, fr: 'Nom en français', en: 'Name in French', also: ['nom', 'name', 'libelle'] },
    column('name_en', 'text', 'Nom en anglais', 'Name in English', { required: true }),
    column('specialists', 'codes', 'Spécialistes', 'Specialists', about('people', true)),
    column('covers', 'codes', 'Suppléants', 'Covers', {
      repeats: true,
      also: ['suppleance'],
      ...about('people', true),
    }),
    column('straight_to_external', 'boolean', 'Directement au guichet externe', 'Straight to the external desk', {
      empty: false,
    }),
    column('active', 'boolean', 'Proposé', 'Offered', { empty: true, also: ['actif'] }),
  ],
};

/** Desks outside that are handed what they answer better, by mail: the one of a topic, else the first that is for all of them. */
export const externalDesks: Register = {
  name: 'external-desks',
  table: 'external_desk',
  fr: 'Guichets externes',
  en: 'External desks',
  columns: [
    code,
    name,
    column('email', 'email', 'Courriel', 'E-mail', { required: true, also: ['mail', 'mél'] }),
    column('language', 'choice', 'Langue', 'Language', { choices: LANGUAGE_WORDS, empty: 'fr' }),
    column('topics', 'codes', 'Thèmes', 'Topics', { also: ['themes'], ...about('topics', true) }),
    column('active', 'boolean', 'En service', 'Active', { empty: true, also: ['actif'] }),
  ],
};

const dayOf = (instant: unknown): string => (typeof instant === 'string' ? instant.slice(0, 16) : '');
/** Names who is away from when, so that the same file twice is the same absence. */
const absenceCode = ({ person: who, starts_at: start }: Values): string | null =>
  typeof who === 'string' && dayOf(start) !== ''
    ? `${who.slice(0, 60)}-${dayOf(start).replaceAll(/[^\dT]/g, '')}`
    : null;

export const absences: Register = {
  name: 'absences',
  table: 'absence',
  fr: 'Absences',
  en: 'Absences',
  interval: ['starts_at', 'ends_at'],
  codeFrom: absenceCode,
  faults: (row) => [
    ...sameAs(row, 'cover', 'person'),
    ...(row['starts_at'] === row['ends_at']
      ? [{ column: 'ends_at', code: 'ends_before_start', detail: 'It ends when it begins.' }]
      : []),
  ],
  columns: [
    { ...code, required: false },
    person,
    column('kind', 'choice', 'Motif', 'Kind', { choices: KIND_WORDS, empty: 'leave', also: ['type'] }),
    column('starts_at', 'instant', 'Début', 'Start', { required: true, also: ['du', 'from'] }),
    column('ends_at', 'instant', 'Fin', 'End', { required: true, endOfDay: true, also: ['au', 'until'] }),
    column('cover', 'code', 'Suppléant', 'Cover', { also: ['remplaçant'], ...about('people', true) }),
    column('reads_mail', 'boolean', 'Joignable par courriel', 'Reads mail', { empty: false }),
    column('cancelled', 'boolean', 'Annulée', 'Cancelled', { empty: false, also: ['annulee'] }),
    remark,
  ],
};

/** Every day has one shift a level and layer, so its code says which. */
const shiftCode = ({ day, level, layer }: Values): string | null =>
  typeof day === 'string' && typeof level === 'string' ? `${day}-${level}${layer === 'temporary' ? '-t' : ''}` : null;

/** Who is planned for which day and level. */
export const rota: Register = {
  name: 'rota',
  table: 'rota_shift',
  fr: 'Tour de permanence',
  en: 'Rota',
  codeFrom: shiftCode,
  faults: (row) =>
    row['code'] === shiftCode(row)
      ? []
      : [{ column: 'code', code: 'other_code', detail: 'The code of a shift is its day, level and layer.' }],
  columns: [
    { ...code, required: false },
    column('day', 'day', 'Jour', 'Day', { required: true, also: ['date'] }),
    column('level', 'choice', 'Niveau', 'Level', { required: true, choices: LEVEL_WORDS }),
    column('layer', 'choice', 'Couche', 'Layer', { choices: LAYER_WORDS, empty: 'rotation' }),
    person,
    remark,
  ],
};
