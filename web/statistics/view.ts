import type { Dimension, Figure, Figures } from '../../domain/statistics';
import type { Language } from '../../domain/words';

/** What a reader asked for: days, both included, and codes that the cases must have. */
export interface Asked {
  by: Dimension;
  /** `YYYY-MM-DD`. */
  from: string;
  until: string;
  only: Partial<Record<Dimension, string>>;
  /** Chosen by the reader, where no person is logged in. */
  lang?: Language;
}
export interface ShownReport {
  asked: Asked;
  lines: readonly Figures[];
  whole: Figures;
  /** Names by code, where a register knows them. */
  names: ReadonlyMap<string, string>;
  /** Position of the log up to which it was computed. */
  upTo: number;
}

const queryOf = (asked: Asked, more: Record<string, string>): string =>
  new URLSearchParams({
    by: asked.by,
    from: asked.from,
    until: asked.until,
    ...asked.only,
    ...(asked.lang && { lang: asked.lang }),
    ...more,
  }).toString();

/** Addresses below one page: the report itself, its files, and the list behind each number. */
export const reportPath = (base: string, asked: Asked): string => `${base}?${queryOf(asked, {})}`;
export const filePath = (base: string, asked: Asked, dialect: 'plain' | 'excel_fr'): string =>
  `${base}.csv?${queryOf(asked, dialect === 'plain' ? {} : { dialect })}`;
/** `value`: the line's code, undefined for the line of all. */
export const listPath = (base: string, asked: Asked, figure: Figure, value: string | null | undefined): string => {
  const only = value === undefined ? asked.only : { ...asked.only, [asked.by]: value ?? '' };
  return `${base}/cases?${queryOf({ ...asked, only }, { figure })}`;
};
