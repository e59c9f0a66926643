/** The code at the end of a URN such as `SDN:P01::PSLTZZ01`, whatever its case. */
export const bareCode = (code: string): string => (code.split('::').at(-1) ?? code).trim().toLowerCase();

/** Spellings of one unit. */
const UNITS = [
  ['degc', '°c', 'deg c', 'c', 'celsius', 'degree_celsius', 'degrees celsius', 'degrees_celsius', 'upaa'],
  ['psu', '1', '1e-3', '0.001', 'pss-78', 'pss78', 'dimensionless', 'uuuu'],
  ['dbar', 'decibar', 'decibars', 'updb'],
  ['m', 'metre', 'meter', 'metres', 'meters', 'ulaa'],
  ['umol/kg', 'µmol/kg', 'μmol/kg', 'micromole/kg', 'umol kg-1', 'kgum'],
  ['s/m', 's.m-1', 's m-1', 'ueca'],
  ['mg/m3', 'mg m-3', 'mg.m-3', 'ummc'],
];
const keyOf = (unit: string): string => {
  const key = bareCode(unit);
  return UNITS.find((spellings) => spellings.includes(key))?.[0] ?? key;
};
/** True for two spellings of one unit. */
export const isSameUnit = (a: string, b: string): boolean => keyOf(a) === keyOf(b);
export const isSameCode = (a: string, b: string): boolean => bareCode(a) === bareCode(b);
