import type { Request } from 'express';
import { formatDuration, parseDuration } from '../../domain/registers/duration';
import { parseMatchers, writeMatchers } from '../../domain/rules/matcher';
import { faultOf, GROUP_FIELDS, type Rule, type RuleTerms } from '../../domain/rules/rule';
import type { FieldFault } from '../../web/console/layout';
import type { RuleTexts } from '../../web/console/rule-form';
import type { Translate } from '../../web/words';
import { NewRule, termsOf } from '../rule-schemas';
import { fieldsOf, valuesOf } from './form';

const minute = (at: Date | null): string => at?.toISOString().slice(0, 16) ?? '';
/** A rule as its form shows it. */
export const textsOf = (of: Rule, { language }: Translate): RuleTexts => ({
  code: of.code,
  name: of.name,
  priority: String(of.priority),
  matchers: writeMatchers(of.matchers),
  groupBy: of.groupBy,
  gap: of.gapMs === null ? '' : formatDuration(of.gapMs, language),
  maxAge: formatDuration(of.maxAgeMs, language),
  cap: String(of.cap),
  threshold: String(of.threshold),
  openMax: String(of.openMax),
  newCasesMax: String(of.newCasesMax),
  requireApproval: of.requireApproval,
  routeSupplier: of.route?.supplier ?? '',
  routeContact: of.route?.contact ?? '',
  routeRole: of.route?.role ?? '',
  validFrom: minute(of.validFrom),
  validUntil: minute(of.validUntil),
  version: String(of.version),
});

export function typedTexts(req: Request, code: string | null): RuleTexts {
  const said = (name: string): string => fieldsOf(req)[name]?.trim() ?? '';
  return {
    code: code ?? said('code'),
    name: said('name'),
    priority: said('priority'),
    matchers: said('matchers'),
    groupBy: valuesOf(req, 'groupBy'),
    gap: said('gap'),
    maxAge: said('maxAge'),
    cap: said('cap'),
    threshold: said('threshold'),
    openMax: said('openMax'),
    newCasesMax: said('newCasesMax'),
    requireApproval: said('requireApproval') === 'yes',
    routeSupplier: said('routeSupplier'),
    routeContact: said('routeContact'),
    routeRole: said('routeRole'),
    validFrom: said('validFrom'),
    validUntil: said('validUntil'),
    version: said('version'),
  };
}

const FIELD_OF: Record<string, string> = {
  group_by: 'groupBy',
  gap_ms: 'gap',
  max_age_ms: 'maxAge',
  open_max: 'openMax',
  new_cases_max: 'newCasesMax',
  route: 'routeSupplier',
  valid_from: 'validFrom',
  valid_until: 'validUntil',
};

/** What was typed as a rule, by the same schema as the API's, or what is wrong with it. */
export function termsTyped(
  texts: RuleTexts,
  t: Translate,
): { ok: true; terms: RuleTerms } | { ok: false; faults: FieldFault[] } {
  const { matchers, wrong } = parseMatchers(texts.matchers);
  const faults = wrong.map((line) => ({ field: 'matchers', text: t('ruleFault.matchers', { line }) }));
  const at = (text: string): string | null => (text === '' ? null : `${text}:00Z`);
  const parsed = NewRule.safeParse({
    code: texts.code,
    name: texts.name,
    priority: whole(texts.priority),
    matchers,
    group_by: GROUP_FIELDS.filter((field) => texts.groupBy.includes(field)),
    gap_ms: texts.gap === '' ? null : (parseDuration(texts.gap) ?? Number.NaN),
    max_age_ms: parseDuration(texts.maxAge),
    cap: whole(texts.cap),
    threshold: whole(texts.threshold),
    open_max: whole(texts.openMax),
    new_cases_max: whole(texts.newCasesMax),
    require_approval: texts.requireApproval,
    route: routeTyped(texts),
    valid_from: at(texts.validFrom),
    valid_until: at(texts.validUntil),
  });
  if (!parsed.success || faults.length > 0) {
    const names = (parsed.error?.issues ?? []).map(({ path }) => String(path[0]));
    const fields = [...new Set(names.map((name) => FIELD_OF[name] ?? name))];
    const said = fields.map((field) => ({ field, text: t.of(`ruleFault.${field}`, { line: '' }) }));
    return { ok: false, faults: [...said, ...faults] };
  }
  const terms = termsOf(parsed.data);
  const fault = faultOf(terms);
  return fault ? { ok: false, faults: [{ field: null, text: t(`ruleFault.${fault}`) }] } : { ok: true, terms };
}

/** All three empty: no route. */
function routeTyped({ routeSupplier, routeContact, routeRole }: RuleTexts): Record<string, string | null> | null {
  const [supplier, contact, role] = [routeSupplier, routeContact, routeRole].map((text) => text || null);
  return supplier || contact || role
    ? { supplier: supplier ?? null, contact: contact ?? null, role: role ?? null }
    : null;
}

const whole = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN);
