import { z } from 'zod';
import { CONTACT_ROLES } from '../domain/contact';
import type { DryRun } from '../db/rules/dry-run';
import type { StoredRule } from '../db/rules/store';
import { MATCH_FIELDS, MATCH_OPS, MATCHERS_MAX } from '../domain/rules/matcher';
import { GROUP_FIELDS, type RuleTerms } from '../domain/rules/rule';
import { NEW_CASES_MAX, OPEN_MAX } from '../domain/rules/storm';

const DAY_MS = 86_400_000;
/** A hundred years, as good as never. */
const MS_MAX = 36_500 * DAY_MS;
const Code = z.string().regex(/^[\w.-]{1,60}$/);
const Instant = z.iso.datetime({ offset: true });
const instant = Instant.transform((text) => new Date(text));
const text = z.string().trim().min(1).max(200);

export const Matchers = z
  .array(z.strictObject({ field: z.enum(MATCH_FIELDS), op: z.enum(MATCH_OPS).default('is'), value: text }))
  .max(MATCHERS_MAX);
const name = text.nullable().default(null);
const Route = z
  .strictObject({ supplier: name, contact: name, role: z.enum(CONTACT_ROLES).nullable().default(null) })
  .describe('To whom the cases go: to a supplier, to a contact, or to a role. null: as the registers say.');
const fields = {
  name: text,
  priority: z.int().min(0).max(1_000_000_000),
  matchers: Matchers,
  group_by: z
    .array(z.enum(GROUP_FIELDS))
    .min(1)
    .refine((of) => new Set(of).size === of.length, 'must name each field once'),
  gap_ms: z.int().min(1).max(MS_MAX).nullable().describe('In data time; null: however far apart.'),
  max_age_ms: z.int().min(1).max(MS_MAX),
  cap: z.int().min(1).max(100_000_000),
  threshold: z
    .int()
    .min(1)
    .max(100_000_000)
    .describe(
      'So many anomalies of a case must fail at once before anybody is asked; too few until max_age_ms: dismissed.',
    ),
  open_max: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .describe('Open anomalies of one source and check; more are folded into one case.'),
  new_cases_max: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .describe('Cases that one source and check may open in an hour; more are folded into one.'),
  require_approval: z.boolean(),
  route: Route.nullable(),
  valid_from: instant.nullable(),
  valid_until: instant.nullable(),
};

/** A whole rule; what is left out is as in the default rule. */
export const NewRule = z
  .strictObject({
    code: Code,
    ...fields,
    priority: fields.priority.default(100),
    matchers: Matchers.default([]),
    gap_ms: fields.gap_ms.default(null),
    max_age_ms: fields.max_age_ms.default(60 * DAY_MS),
    cap: fields.cap.default(100_000),
    threshold: fields.threshold.default(1),
    open_max: fields.open_max.default(OPEN_MAX),
    new_cases_max: fields.new_cases_max.default(NEW_CASES_MAX),
    require_approval: z.boolean().default(false),
    route: fields.route.default(null),
    valid_from: fields.valid_from.default(null),
    valid_until: fields.valid_until.default(null),
  })
  .meta({ id: 'NewRule' });
export const ChangedRule = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    version: z.int().min(1).optional().describe('The version that was seen; another one stands: 409.'),
  })
  .meta({ id: 'ChangedRule' });
export const DryRunFields = z.strictObject({ rule: NewRule, from: instant.optional(), until: instant.optional() });

export const termsOf = (of: z.output<typeof NewRule>): RuleTerms => ({
  code: of.code,
  name: of.name,
  priority: of.priority,
  matchers: of.matchers,
  groupBy: of.group_by,
  gapMs: of.gap_ms,
  maxAgeMs: of.max_age_ms,
  cap: of.cap,
  threshold: of.threshold,
  openMax: of.open_max,
  newCasesMax: of.new_cases_max,
  requireApproval: of.require_approval,
  route: of.route,
  validFrom: of.valid_from,
  validUntil: of.valid_until,
});

/** The terms of a rule by their names on the wire. */
export const wireTerms = (of: RuleTerms): z.output<typeof NewRule> => ({
  code: of.code,
  name: of.name,
  priority: of.priority,
  matchers: of.matchers,
  group_by: of.groupBy,
  gap_ms: of.gapMs,
  max_age_ms: of.maxAgeMs,
  cap: of.cap,
  threshold: of.threshold,
  open_max: of.openMax,
  new_cases_max: of.newCasesMax,
  require_approval: of.requireApproval,
  route: of.route,
  valid_from: of.validFrom,
  valid_until: of.validUntil,
});
export const shownRule = (of: StoredRule) => ({
  ...wireTerms(of),
  version: of.version,
  author: of.author,
  created_at: of.createdAt,
});
export const RuleAnswer = z
  .strictObject({
    code: Code,
    version: z.int(),
    name: z.string(),
    priority: z.int(),
    matchers: z.array(z.strictObject({ field: z.enum(MATCH_FIELDS), op: z.enum(MATCH_OPS), value: z.string() })),
    group_by: z.array(z.enum(GROUP_FIELDS)),
    gap_ms: z.int().nullable(),
    max_age_ms: z.int(),
    cap: z.int(),
    threshold: z.int(),
    open_max: z.int(),
    new_cases_max: z.int(),
    require_approval: z.boolean(),
    route: z
      .strictObject({
        supplier: z.string().nullable(),
        contact: z.string().nullable(),
        role: z.enum(CONTACT_ROLES).nullable(),
      })
      .nullable(),
    valid_from: Instant.nullable(),
    valid_until: Instant.nullable(),
    author: z.string(),
    created_at: Instant,
  })
  .meta({ id: 'Rule' });
export const RuleWithVersions = RuleAnswer.extend({ versions: z.array(RuleAnswer) }).meta({ id: 'RuleWithVersions' });

export const shownDryRun = ({ examples, ...sums }: DryRun, from: Date, until: Date) => ({
  from,
  until,
  anomalies: sums.anomalies,
  cases: sums.cases,
  below_threshold: sums.below,
  cases_now: sums.now,
  largest: sums.largest,
  rerouted: sums.rerouted,
  examples,
});
const count = z.int().min(0);
export const DryRunAnswer = z
  .strictObject({
    from: Instant,
    until: Instant,
    anomalies: count,
    cases: count,
    below_threshold: count.describe('Cases of too few anomalies to ask anybody; not among `cases`.'),
    cases_now: count.describe('In how many cases these anomalies are today.'),
    largest: count,
    rerouted: count.describe('Of these cases, those that are not with whom `route` names.'),
    examples: z.array(
      z.strictObject({
        key: z.record(z.string(), z.string().nullable()),
        anomalies: count,
        cases: count,
        first: Instant.nullable(),
        last: Instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'DryRun' });
