import { Webhook } from 'standardwebhooks';
import {
  ATTEMPTS_MAX,
  nextAttempt,
  outcomeOfStatus,
  REFUSALS_MAX,
  retryAfterMs,
  webhookAgenda,
} from '../../domain/webhook';
import { deliveryAfter, type Health, healthAfter } from '../../domain/webhook-attempt';
import { outsideEvent } from '../../domain/webhook-event';
import { newSecret, openSecret, sealingKey, sealSecret, signedHeaders } from '../../domain/webhook-signature';

const AT = new Date('2026-11-24T12:00:00Z');
const later = (ms: number): Date => new Date(AT.getTime() + ms);
const WELL: Health = { state: 'active', why: null, failures: 0, refusals: 0, notBefore: null };

test('the library of Standard Webhooks accepts what we sign, with either secret while one is replaced', () => {
  const [one, two] = [newSecret(), newSecret()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const body = JSON.stringify({ type: 'decision.published', data: { name: 'Océan' } });
  const now = new Date();
  const headers = signedHeaders('e1f-17', now, body, [one, two]);
  for (const secret of [one, two]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
  expect(() => new Webhook(one).verify(`${body} `, headers)).toThrow();
  const old = signedHeaders('e1f-17', new Date(now.getTime() - 6 * 60_000), body, [one]);
  expect(() => new Webhook(one).verify(body, old)).toThrow();
});

test('a sealed secret opens with the key of its site for its own receiver only', () => {
  const key = sealingKey(Buffer.alloc(32, 1));
  const sealed = sealSecret(key, 'erddap', 'whsec_abc');
  expect(sealed.toString('latin1')).not.toContain('whsec');
  expect(openSecret(key, 'erddap', sealed)).toBe('whsec_abc');
  expect(openSecret(key, 'other', sealed)).toBeNull();
  expect(openSecret(sealingKey(Buffer.alloc(32, 2)), 'erddap', sealed)).toBeNull();
});

test('2xx is taken, 410 is for good, other 4xx are refusals but for four, all else is tried again', () => {
  const of = (...codes: number[]) => codes.map(outcomeOfStatus);
  expect(of(200, 202, 204)).toEqual(['delivered', 'delivered', 'delivered']);
  expect(of(410)).toEqual(['gone']);
  expect(of(400, 401, 403, 404, 413, 422)).toEqual(Array(6).fill('refused'));
  expect(of(301, 302, 307, 308, 408, 409, 425, 429, 500, 502, 503, 504)).toEqual(Array(12).fill('failed'));
});

test('the schedule is 5 s to 24 h, each a fifth more or less, and ends after ten attempts', () => {
  const waits = Array.from({ length: ATTEMPTS_MAX }, (_, n) => nextAttempt(n + 1, AT, null, 'x'));
  expect(waits.at(-1)).toBeNull();
  const wanted = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
  const seconds = waits.flatMap((at) => (at ? (at.getTime() - AT.getTime()) / 1000 : []));
  expect(seconds).toHaveLength(wanted.length);
  seconds.forEach((wait, n) => {
    expect(wait / (wanted[n] ?? 0)).toBeGreaterThanOrEqual(0.8);
    expect(wait / (wanted[n] ?? 0)).toBeLessThanOrEqual(1.2);
  });
  expect(nextAttempt(1, AT, null, 'x')).toEqual(nextAttempt(1, AT, null, 'x'));
  expect(nextAttempt(1, AT, null, 'y')).not.toEqual(nextAttempt(1, AT, null, 'x'));
});

test('Retry-After is honoured, as seconds or as a date, up to a day', () => {
  expect(retryAfterMs('120', AT)).toBe(120_000);
  expect(retryAfterMs('Tue, 24 Nov 2026 12:10:00 GMT', AT)).toBe(600_000);
  for (const none of [null, '', 'soon', '-5', 'Tue, 24 Nov 2026 11:00:00 GMT'])
    expect(retryAfterMs(none, AT)).toBeNull();
  expect(nextAttempt(1, AT, 120_000, 'x')).toEqual(later(120_000));
  expect(nextAttempt(1, AT, 90 * 3_600_000, 'x')).toEqual(later(24 * 3_600_000));
});

test('attempts that fail together are one failure; one success makes the receiver well again', () => {
  const failed = { outcome: 'failed', startedAt: AT, at: later(100), retryAfterMs: null } as const;
  const once = healthAfter(WELL, failed, 'x');
  expect(once.failures).toBe(1);
  expect(healthAfter(once, { ...failed, at: later(200) }, 'x')).toEqual(once);
  const notBefore = once.notBefore ?? AT;
  const twice = healthAfter(once, { ...failed, startedAt: notBefore, at: notBefore }, 'x');
  expect(twice.failures).toBe(2);
  expect(healthAfter(twice, { ...failed, outcome: 'delivered' }, 'x')).toEqual(WELL);
});

test('ten rounds without an answer pause a receiver, ten refusals do, and 410 disables it', () => {
  let health = WELL;
  let at = AT;
  for (let round = 1; round <= ATTEMPTS_MAX; round += 1) {
    health = healthAfter(health, { outcome: 'failed', startedAt: at, at, retryAfterMs: null }, 'x');
    at = health.notBefore ?? at;
  }
  expect(health).toMatchObject({ state: 'paused', why: 'schedule_over', notBefore: null });
  health = WELL;
  const refused = { outcome: 'refused', startedAt: AT, at: AT, retryAfterMs: null } as const;
  for (let n = 1; n < REFUSALS_MAX; n += 1) health = healthAfter(health, refused, 'x');
  expect(health.state).toBe('active');
  expect(healthAfter(health, refused, 'x')).toMatchObject({ state: 'paused', why: 'refused' });
  expect(healthAfter(WELL, { ...refused, outcome: 'gone' }, 'x')).toMatchObject({ state: 'disabled', why: 'gone' });
});

test('an event that is refused, or never taken while others are, stops; a paused receiver keeps its queue', () => {
  const failed = { outcome: 'failed', startedAt: AT, at: AT, retryAfterMs: null } as const;
  expect(deliveryAfter(0, { ...failed, outcome: 'refused' }, 'active', 'x').state).toBe('stopped');
  expect(deliveryAfter(0, { ...failed, outcome: 'refused' }, 'paused', 'x').state).toBe('waiting');
  expect(deliveryAfter(0, failed, 'active', 'x')).toMatchObject({ state: 'waiting', attempts: 1 });
  expect(deliveryAfter(ATTEMPTS_MAX - 1, failed, 'active', 'x').state).toBe('stopped');
  expect(deliveryAfter(ATTEMPTS_MAX - 1, failed, 'paused', 'x').state).toBe('waiting');
});

test('the agenda: prove first, then deliver when something waits and nothing forbids it; a paused one has no next', () => {
  const facts = { state: 'active', createdAt: AT, failures: 0, notBefore: null, waitingSince: null } as const;
  expect(webhookAgenda({ ...facts, state: 'unproven' }).next).toEqual({ step: 'prove', dueAtMs: AT.getTime() });
  expect(webhookAgenda(facts)).toEqual({ closed: false, next: null });
  expect(webhookAgenda({ ...facts, waitingSince: AT }).next).toEqual({ step: 'deliver', dueAtMs: AT.getTime() });
  expect(webhookAgenda({ ...facts, waitingSince: AT, notBefore: later(5) }).next?.dueAtMs).toBe(later(5).getTime());
  expect(webhookAgenda({ ...facts, state: 'paused', waitingSince: AT })).toEqual({ closed: true, next: null });
});

test('an event over 16 KB is left out and says where it can be read', () => {
  const event = {
    at: AT,
    type: 'case.opened',
    case: 'A-2026-00001',
    actor: 'clock',
    data: { list: ['x'.repeat(20_000)] },
  };
  const built = outsideEvent(event, 'e1f', 17, 'https://vigie.example.org');
  expect(Buffer.byteLength(JSON.stringify(built))).toBeLessThan(1000);
  expect(built).toMatchObject({
    id: 'e1f-17',
    data: {},
    dataref: 'https://vigie.example.org/api/v1/events?after=e1f-16&limit=1',
  });
});
