import { isAddress } from '../../mail/transport';

test.each(['a@example.org', "o'neil+qc@mail.example.org", 'first.last@ship-1.example.org'])(
  '%s is an address',
  (text) => expect(isAddress(text)).toBe(true),
);

test.each([
  '',
  'a',
  'a@b',
  'a@@example.org',
  'a b@example.org',
  'a@example.org,b@example.org',
  'a@example.org\r\nBcc: b@example.org',
  '"a b"@example.org',
  'a@example.org(comment)',
  '<a@example.org>',
  '.a@example.org',
  'a.@example.org',
  'a..b@example.org',
  'a@[127.0.0.1]',
  'a@example.1',
  `${'a'.repeat(65)}@example.org`,
  `a@${'b.'.repeat(130)}org`,
])('%j is none', (text) => expect(isAddress(text)).toBe(false));
