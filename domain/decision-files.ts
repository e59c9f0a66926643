import { csvLine } from './csv';
import type { DecidedChange } from './decision';

/** A published decision, as its files tell it. */
export interface ToldDecision {
  id: string;
  case: string;
  outcome: string;
  answer: string;
  changes: readonly DecidedChange[];
  at: Date;
}

const COLUMNS = [
  'decision',
  'case',
  'outcome',
  'answer',
  'at',
  'anomaly',
  'file',
  'start',
  'end',
  'parameter',
  'scale',
  'scale_version',
  'old_flag',
  'new_flag',
  'value_ref',
  'withdrawn',
];

/** A row an anomaly, also where its flag stays. */
export const decisionCsv = ({ id, case: number, outcome, answer, changes, at }: ToldDecision): string =>
  [
    csvLine(COLUMNS),
    ...changes.map((change) =>
      csvLine([
        id,
        number,
        outcome,
        answer,
        at.toISOString(),
        change.anomaly,
        change.file ?? '',
        change.interval?.start ?? '',
        change.interval?.end ?? '',
        change.parameter ?? '',
        change.scale ?? '',
        change.scale_version ?? '',
        change.old_flag ?? '',
        change.new_flag ?? '',
        change.value_ref ?? '',
        String(change.withdrawn),
      ]),
    ),
  ].join('');

export interface PatchOperation {
  op: 'test' | 'add' | 'replace';
  path: string;
  value: unknown;
}

/**
 * A JSON Patch (RFC 6902) on an object that has each anomaly under its uuid, with `flag`, `value_ref` and `withdrawn`: it tests the old
 * flag before it replaces it, so that it applies to nothing but what was decided on. A flag that stays is left out.
 */
export const decisionPatch = ({ changes }: ToldDecision): PatchOperation[] =>
  changes.flatMap((change): PatchOperation[] => [
    ...flagOperations(change),
    ...(change.value_ref === null
      ? []
      : [{ op: 'add' as const, path: `/${change.anomaly}/value_ref`, value: change.value_ref }]),
    ...(change.withdrawn ? [{ op: 'add' as const, path: `/${change.anomaly}/withdrawn`, value: true }] : []),
  ]);

function flagOperations({ anomaly, old_flag: old, new_flag: flag }: DecidedChange): PatchOperation[] {
  const path = `/${anomaly}/flag`;
  if (flag === null || flag === old) return [];
  if (old === null) return [{ op: 'add', path, value: flag }];
  return [
    { op: 'test', path, value: old },
    { op: 'replace', path, value: flag },
  ];
}

const HISTORY_COLUMNS = [
  'line',
  'column',
  'old_flag',
  'new_flag',
  'anomaly',
  'decision',
  'case',
  'agency',
  'software',
  'at',
  'old_value',
  'new_value',
];
/** The history record of a copy with other flags and values: each old one with who changed it, by which decision and when. */
export const flagHistoryCsv = (
  { id, case: number, at }: ToldDecision,
  cells: readonly { kind: 'flag' | 'value'; line: number; column: string; anomaly: string; old: string; new: string }[],
  agency: string,
): string =>
  [
    csvLine(HISTORY_COLUMNS),
    ...cells.map((cell) =>
      csvLine([
        String(cell.line),
        cell.column,
        ...(cell.kind === 'flag' ? [cell.old, cell.new] : ['', '']),
        cell.anomaly,
        id,
        number,
        agency,
        'Vigie',
        at.toISOString(),
        ...(cell.kind === 'value' ? [cell.old, cell.new] : ['', '']),
      ]),
    ),
  ].join('');
