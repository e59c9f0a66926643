import {
  hashToken,
  linkState,
  linkToken,
  newNonce,
  nonceHolds,
  sealFile,
  TOKEN_PATTERN,
  unsealFile,
} from '../../domain/link';
import { AT } from '../support/facts';

const KEY = Buffer.alloc(32, 1);
const HASH = hashToken('a');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const later = (ms: number): Date => new Date(AT.getTime() + ms);

test('a mail has one token, another mail or key another', () => {
  expect(linkToken(KEY, 'm1')).toMatch(TOKEN_PATTERN);
  expect(linkToken(KEY, 'm1')).toBe(linkToken(KEY, 'm1'));
  expect(new Set([linkToken(KEY, 'm1'), linkToken(KEY, 'm2'), linkToken(Buffer.alloc(32, 2), 'm1')]).size).toBe(3);
});

test('a nonce holds for its own link for twelve hours, whatever is changed in it breaks it', () => {
  const nonce = newNonce(KEY, HASH, AT);
  expect(nonceHolds(KEY, HASH, nonce, later(12 * HOUR_MS - 1))).toBe(true);
  expect(nonceHolds(KEY, HASH, nonce, later(12 * HOUR_MS))).toBe(false);
  expect(nonceHolds(KEY, hashToken('b'), nonce, AT)).toBe(false);
  expect(nonceHolds(Buffer.alloc(32, 2), HASH, nonce, AT)).toBe(false);
  for (const broken of ['', '..', `${nonce}x`, nonce.replace(/^./, 'z'), nonce.slice(1)])
    expect([broken, nonceHolds(KEY, HASH, broken, AT)]).toEqual([broken, false]);
});

test('a sealed file is taken from its own link only', () => {
  const file = { sha256: 'ab'.repeat(32), size: 3, name: 'é.csv' };
  const sealed = sealFile(KEY, HASH, file);
  expect(unsealFile(KEY, HASH, sealed)).toEqual(file);
  expect(unsealFile(KEY, hashToken('b'), sealed)).toBeNull();
  expect(unsealFile(KEY, HASH, sealed.replace(/^./, 'x'))).toBeNull();
  expect(unsealFile(KEY, HASH, '')).toBeNull();
});

test('a link answers while its case is open, reads thirty days longer, and is dead when revoked or its contact has left', () => {
  const link = { createdAt: AT, revokedAt: null, contactValid: true };
  const open = { phase: 'notified', phaseSince: AT } as const;
  const closed = { phase: 'closed', phaseSince: AT } as const;
  expect(linkState(link, open, later(3000 * DAY_MS))).toBe('open');
  expect(linkState(link, closed, later(30 * DAY_MS - 1))).toBe('readable');
  expect(linkState(link, closed, later(30 * DAY_MS))).toBe('dead');
  expect(linkState({ ...link, createdAt: later(40 * DAY_MS) }, closed, later(41 * DAY_MS))).toBe('readable');
  expect(linkState({ ...link, revokedAt: AT }, open, AT)).toBe('dead');
  expect(linkState({ ...link, contactValid: false }, open, AT)).toBe('dead');
});
