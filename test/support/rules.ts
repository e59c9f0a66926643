import type { RuleTerms } from '../../domain/rules/rule';

/** A rule that asks for nothing unusual. */
export const ruleTerms = (patch: Partial<RuleTerms> & Pick<RuleTerms, 'code'>): RuleTerms => ({
  name: patch.code,
  priority: 100,
  matchers: [],
  groupBy: ['sensor'],
  gapMs: null,
  maxAgeMs: 60 * 86_400_000,
  cap: 100_000,
  threshold: 1,
  openMax: 2_000_000,
  newCasesMax: 10_000,
  requireApproval: false,
  route: null,
  validFrom: null,
  validUntil: null,
  ...patch,
});
