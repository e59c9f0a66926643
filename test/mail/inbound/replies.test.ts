import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Parser, startParser } from '../../../mail/inbound/parser';
import { readLetters } from '../../../mail/inbound/letters';
import { replyOf } from '../../../mail/inbound/reply';
import expected from '../../../samples/mail/expected.json';

const FOLDER = join(__dirname, '../../../samples/mail');
let parser: Parser;
beforeAll(() => {
  parser = startParser();
});
afterAll(() => parser.stop());

test.each(expected)('$file says $code, and nothing of the letter it answers', async ({ file, code, comment }) => {
  const parsed = await parser.open(readFileSync(join(FOLDER, file)));
  if (!parsed.ok) throw new Error(parsed.fault);
  const { said, all } = replyOf(parsed.mail);
  expect(said).not.toMatch(/Panne|Sensor fault|contrôles|Our checks|SISMER/);
  expect(all).toMatch(/Panne|Sensor fault/);
  expect(readLetters(said, ['A-2026-00417'])).toEqual({ kind: 'one', code, comment, forAll: false });
});
