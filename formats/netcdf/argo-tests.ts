/** Reference table 11 by test number: the real-time tests of Argo, and the biogeochemical ones of Coriolis. */
const TESTS: Readonly<Record<number, string>> = {
  1: 'platform_identification',
  2: 'impossible_date',
  3: 'impossible_location',
  4: 'position_on_land',
  5: 'impossible_speed',
  6: 'global_range',
  7: 'regional_range',
  8: 'pressure_increasing',
  9: 'spike',
  10: 'top_and_bottom_spike',
  11: 'gradient',
  12: 'digit_rollover',
  13: 'stuck_value',
  14: 'density_inversion',
  15: 'sensor_exclusion_list',
  16: 'sensor_drift',
  17: 'visual',
  18: 'frozen_profile',
  19: 'deepest_pressure',
  20: 'questionable_argos_position',
  21: 'near_surface_unpumped',
  22: 'near_surface_air_water',
  23: 'deep_float',
  24: 'experimental_sensor',
  25: 'medd_spike',
  26: 'rbr_temp_cndc',
  56: 'ph',
  57: 'oxygen',
  59: 'nitrate',
  62: 'backscatter',
  63: 'chlorophyll',
};
const BITS = 64;
/** The manual prints this as the identifier of test 18, which is 262144; its bits would be those of ten other tests. */
const MISPRINT_OF_18 = 261_144n;

/** The tests that a HISTORY_QCTEST of 16 hexadecimal digits names (test n = bit n); null when it is no such number. */
export function argoTests(hex: string): string[] | null {
  if (!/^[\da-f]{1,16}$/i.test(hex)) return null;
  const bits = BigInt(`0x${hex}`);
  const numbers =
    bits === MISPRINT_OF_18
      ? [18]
      : Array.from({ length: BITS - 1 }, (_, i) => i + 1).filter((n) => (bits >> BigInt(n)) & 1n);
  return numbers.map((n) => TESTS[n] ?? `test_${n}`);
}
