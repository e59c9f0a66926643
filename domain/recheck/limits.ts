import { bareCode, isSameUnit } from '../correction/units';

/** What a value of one parameter must keep to; null where nothing is known of it. */
export interface Limits {
  range: { min: number | null; max: number | null } | null;
  /** Greatest height of a spike over its neighbours; `deep`: below 500 dbar. */
  spike: { shallow: number; deep: number } | null;
  /** How far equal values may differ, and how many in a row are one too many. */
  flat: { tolerance: number; count: number };
}

/** 15 m/s, 29 knots: no ship of the fleet goes faster. */
export const SPEED_MAX = 15;
export const DEEP_FROM = 500;
const FLAT = { tolerance: 0, count: 5 };

interface Default {
  unit: string;
  codes: readonly string[];
  range: { min: number; max: number };
  spike: Limits['spike'];
}
/** Ranges of Coriolis, spikes of Argo's test 9; in the unit that stands beside them. */
const DEFAULTS: readonly Default[] = [
  {
    unit: 'degC',
    codes: ['temp', 'ssjt', 'sstp', 'temppr01', 'tempst01', 'sea_water_temperature', 'sea_surface_temperature'],
    range: { min: -2.5, max: 40 },
    spike: { shallow: 6, deep: 2 },
  },
  {
    unit: 'psu',
    codes: ['psal', 'ssps', 'psltzz01', 'psalst01', 'sea_water_practical_salinity', 'sea_water_salinity'],
    range: { min: 2, max: 41 },
    spike: { shallow: 0.9, deep: 0.3 },
  },
  {
    unit: 'dbar',
    codes: ['pres', 'prespr01', 'sea_water_pressure'],
    range: { min: -5, max: 11_000 },
    spike: null,
  },
  { unit: 'm', codes: ['deph', 'adepzz01', 'depth'], range: { min: -5, max: 11_000 }, spike: null },
  { unit: 'umol/kg', codes: ['doxy', 'doxmzzxx'], range: { min: -5, max: 600 }, spike: null },
  {
    unit: 'mg/m3',
    codes: ['chla', 'flu2', 'cphlpr01', 'cphlpm01'],
    range: { min: -0.1, max: 50 },
    spike: null,
  },
  { unit: '', codes: ['phph', 'ph_in_situ_total', 'phxxzzxx'], range: { min: 7.3, max: 8.5 }, spike: null },
  { unit: 'umol/kg', codes: ['nitrate'], range: { min: -2, max: 50 }, spike: null },
];

/** What the check itself was told comes first; else what is usual for the parameter, unless its unit is another. */
export function limitsOf(of: {
  parameter: string | null;
  unit: string | null;
  expected: Limits['range'];
  thresholds: unknown;
}): Limits {
  const { parameter, unit, expected, thresholds } = of;
  const usual = parameter === null ? undefined : usualOf(parameter, unit);
  const told = numberIn(thresholds, 'fail_threshold') ?? numberIn(thresholds, 'suspect_threshold');
  const tolerance = numberIn(thresholds, 'tolerance');
  return {
    range: expected ?? usual?.range ?? null,
    // A flat line's thresholds are seconds, and it is known by its tolerance.
    spike: told !== null && tolerance === null ? { shallow: told, deep: told } : (usual?.spike ?? null),
    flat: tolerance === null ? FLAT : { ...FLAT, tolerance },
  };
}

function usualOf(parameter: string, unit: string | null): Default | undefined {
  const code = bareCode(parameter);
  return DEFAULTS.find(
    (usual) => usual.codes.includes(code) && (unit === null || usual.unit === '' || isSameUnit(unit, usual.unit)),
  );
}

function numberIn(value: unknown, name: string): number | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}
