/** SeaDataNet L08: who may see data. A moratorium ends on a day, the others do not end by themselves. */
export const ACCESS_RULES = ['unrestricted', 'moratorium', 'by_negotiation', 'organisation'] as const;
export type AccessRule = (typeof ACCESS_RULES)[number];
export interface Access {
  rule: AccessRule;
  /** Last day of the moratorium, `YYYY-MM-DD`. */
  moratoriumUntil: string | null;
}

/** True while plots, values, file names and statistics go only to staff and to the dataset's own supplier and owner. */
export const isRestricted = ({ rule, moratoriumUntil }: Access, at: Date): boolean =>
  rule === 'moratorium'
    ? moratoriumUntil === null || at.toISOString().slice(0, 10) <= moratoriumUntil
    : rule !== 'unrestricted';
