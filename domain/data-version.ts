/** Data versions as people number them: `2.10` comes after `2.9`, `2026-03-02` after `2026-02-28`. Negative = a before b. */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const order = compareParts(left[i], right[i]);
    if (order !== 0) return order;
  }
  return 0;
}

const parts = (version: string): string[] => version.match(/\d+|[^\d.]+/g) ?? [];

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
