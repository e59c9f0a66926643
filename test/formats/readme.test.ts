import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { READERS } from '../../formats';

test('the README names every format that a report may have, and no other', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  const table = readme.split('### What it reads')[1]?.split('###')[0] ?? '';
  const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, format]) => format);
  expect(named).toEqual(Object.keys(READERS));
});
