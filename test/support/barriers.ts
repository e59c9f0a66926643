import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

interface Violation {
  id: string;
  nodes: { html: string }[];
}
/** What axe finds wrong on a page for people who see, hear or move less well. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${page.url()} ${id}: ${nodes[0]?.html}`);
}

/** The same, and whether the page is wider than its window. */
export async function barriers(page: Page): Promise<string[]> {
  const faults = await axeFaults(page);
  const { scrollWidth, innerWidth } = await page.evaluate<{ scrollWidth: number; innerWidth: number }>(
    '({ scrollWidth: document.documentElement.scrollWidth, innerWidth })',
  );
  return scrollWidth > innerWidth ? [...faults, `${page.url()} is ${scrollWidth} px wide`] : faults;
}
