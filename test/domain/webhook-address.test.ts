import { checkUrl, isPublic, mayConnect, NOTHING_ALLOWED, parseAllowList } from '../../domain/webhook-address';

const fault = (text: string, allow = NOTHING_ALLOWED): string | null => {
  const checked = checkUrl(text, allow);
  return checked.ok ? null : checked.fault;
};

test.each([
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0177.0.0.1/',
  'https://127。0。0。1/',
  'https://１２７.0.0.1/',
  'https://0.0.0.0/',
  'https://0/',
  'https://10.0.0.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data',
  'https://168.63.129.16/',
  'https://172.16.0.1/',
  'https://192.168.1.1/',
  'https://192.0.0.8/',
  'https://192.0.2.1/',
  'https://192.88.99.1/',
  'https://198.18.0.1/',
  'https://198.51.100.1/',
  'https://203.0.113.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::7f00:1]/',
  'https://[2001::1]/',
  'https://[2001:db8::1]/',
  'https://[2002:7f00:1::]/',
  'https://[3fff::1]/',
  'https://[fc00::1]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[ff02::1]/',
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://a.localhost/',
  'https://printer/',
  'https://printer.local/',
  'https://db.internal/',
])('%s leads to no public place', (text) => {
  expect(fault(text)).toBe('not_public');
});

test.each([
  ['http://example.org/', 'not_https'],
  ['https://example.org:22/', 'port'],
  ['https://example.org:80/', 'port'],
  ['https://user@example.org/', 'user_info'],
  ['https://:word@example.org/', 'user_info'],
  ['ftp://example.org/', 'not_a_url'],
  ['file:///etc/passwd', 'not_a_url'],
  ['javascript:alert(1)', 'not_a_url'],
  ['//example.org/', 'not_a_url'],
  ['', 'not_a_url'],
  ['https://[::1', 'not_a_url'],
  [`https://example.org/${'x'.repeat(2048)}`, 'too_long'],
])('%s is refused as %s', (text, why) => {
  expect(fault(text)).toBe(why);
});

test('a public https address is kept in its canonical form, without a fragment', () => {
  expect(checkUrl('HTTPS://Hooks.Example.ORG:443/a/../b?c=d#e', NOTHING_ALLOWED)).toEqual({
    ok: true,
    url: 'https://hooks.example.org/b?c=d',
    host: 'hooks.example.org',
    vouched: false,
  });
  for (const text of ['https://example.org:8443/', 'https://8.8.8.8/', 'https://[2a00:1450:4007::1]/'])
    expect(fault(text)).toBeNull();
});

test('of 50 000 addresses none is public that is not, by the registers’ own list', () => {
  const within = (n: number, base: string, bits: number): boolean => {
    const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return n >= start && n < start + 2 ** (32 - bits);
  };
  const special: [string, number][] = [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['168.63.129.16', 32],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.31.196.0', 24],
    ['192.52.193.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['192.175.48.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ];
  let seed = 7;
  for (let count = 0; count < 50_000; count += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const [base, bits] = special[count % special.length] ?? ['0.0.0.0', 0];
    // Every other one within a special range or just beside it, where a mistake would be.
    const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const n = count % 2 === 0 ? seed : (start + (seed % 2 ** (33 - bits))) % 2 ** 32;
    const text = [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
    const isSpecial = special.some(([of, length]) => within(n, of, length));
    if (isPublic(text) === isSpecial) throw new Error(text);
  }
});

test('what the operator vouches for may be plain http on any port, there and nowhere else', () => {
  const allow = parseAllowList('127.0.0.1, hooks.intranet:8080, 10.1.0.0/16, fd00::/8');
  if (!allow) throw new Error('not a list');
  for (const text of ['http://127.0.0.1:4711/', 'http://hooks.intranet:8080/', 'http://10.1.2.3/', 'http://[fd00::1]/'])
    expect(fault(text, allow)).toBeNull();
  for (const text of ['http://127.0.0.2/', 'http://hooks.intranet/', 'http://10.2.0.1/', 'https://[::1]/'])
    expect(fault(text, allow)).not.toBeNull();
  expect(mayConnect('10.1.9.9', false, allow)).toBe(true);
  expect(mayConnect('10.2.9.9', false, allow)).toBe(false);
  expect(mayConnect('192.168.0.1', true, allow)).toBe(true);
  expect(parseAllowList('http://x')).toBeNull();
  expect(parseAllowList('')).toEqual(NOTHING_ALLOWED);
});
