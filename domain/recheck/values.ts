import type { Finding } from './finding';
import { DEEP_FROM, type Limits } from './limits';

/** A value in its place; `line` is null for a good measurement that was not corrected. */
export interface Sample {
  line: number | null;
  t: string;
  z: number | null;
  value: number;
}

/** Corrected values outside the range, its ends included in it. */
export const outOfRange = (series: readonly Sample[], range: Limits['range']): Finding[] =>
  range === null
    ? []
    : series.flatMap(({ line, value }): Finding[] => {
        const isOut = (range.min !== null && value < range.min) || (range.max !== null && value > range.max);
        return line !== null && isOut
          ? [{ line, code: 'range', params: { value, min: range.min ?? 'none', max: range.max ?? 'none' } }]
          : [];
      });

/** Argo's test 9: how far a value stands out from both its neighbours. The first and last have but one. */
export function spikes(series: readonly Sample[], spike: Limits['spike']): Finding[] {
  if (spike === null) return [];
  const found: Finding[] = [];
  for (let i = 1; i < series.length - 1; i += 1) {
    const [before, here, after] = [series[i - 1], series[i], series[i + 1]];
    if (!before || !here || !after || here.line === null) continue;
    const height = Math.abs(here.value - (before.value + after.value) / 2) - Math.abs((after.value - before.value) / 2);
    const limit = (here.z ?? 0) >= DEEP_FROM ? spike.deep : spike.shallow;
    if (height > limit)
      found.push({ line: here.line, code: 'spike', params: { value: here.value, height: rounded(height), limit } });
  }
  return found;
}
const rounded = (value: number): number => Number(value.toPrecision(4));

/** Runs of values that do not differ: every corrected row of a run that is too long. */
export function flatRuns(series: readonly Sample[], { tolerance, count }: Limits['flat']): Finding[] {
  const found: Finding[] = [];
  let run: Sample[] = [];
  const close = (): void => {
    if (run.length >= count)
      for (const { line, value } of run)
        if (line !== null) found.push({ line, code: 'flat', params: { value, count: run.length } });
    run = [];
  };
  for (const sample of series) {
    const [first] = run;
    if (first && Math.abs(sample.value - first.value) > tolerance) close();
    run.push(sample);
  }
  close();
  return found;
}
