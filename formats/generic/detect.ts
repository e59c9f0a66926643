import type { ReportFormat } from '../index';

/** Names that stand at the top of each report; one list of them is enough. `list`: a list of anomalies. */
const SIGNS: readonly [ReportFormat | 'list', string[]][] = [
  ['great_expectations', ['run_results']],
  ['great_expectations', ['results', 'success']],
  ['great_expectations', ['results', 'meta']],
  ['dbt', ['results', 'metadata']],
  ['frictionless', ['tasks', 'valid']],
  ['frictionless', ['tasks', 'stats']],
  ['alertmanager', ['alerts', 'groupKey']],
  ['alertmanager', ['alerts', 'receiver']],
  ['pagerduty', ['event_action']],
  ['list', ['source', 'dataset', 'check']],
  ['list', ['specversion', 'data']],
];

/** Which report in JSON this is the beginning of, or a list of anomalies; every one that it may be. */
export function detectJson(text: string): (ReportFormat | 'list')[] {
  if (!/^\s*[[{]/.test(text)) return [];
  const names = topNames(text);
  return [...new Set(SIGNS.flatMap(([format, signs]) => (signs.every((name) => names.has(name)) ? format : [])))];
}

/** A string ends with the text at the latest, so that each character is looked at once. */
const TOKEN = /"((?:[^"\\]|\\.)*)(?:"(\s*:)?|\\?$)|[[{\]}]/gs;

/** The names in an object, or in the first object of a list, though the text breaks off. */
function topNames(text: string): Set<string> {
  const names = new Set<string>();
  const inList = /^\s*\[/.test(text);
  const wanted = inList ? 2 : 1;
  let depth = 0;
  for (const [token, name, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') {
      depth -= 1;
      if (depth < wanted) return names;
    } else if (name !== undefined && colon !== undefined && depth === wanted) names.add(name);
  }
  return names;
}
