import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Anomaly, ReadItem } from '../../domain/anomaly';
import { isOfPipeline } from '../../domain/delivery-anomaly';
import { fingerprint } from '../../domain/fingerprint';
import { readReport } from '../../formats';
import { detect, HEAD_BYTES } from '../../formats/detect';
import { BodyFault } from '../../formats/fault';
import type { ExecutedCheck } from '../../formats/reading';

type Json = Record<string, unknown>;
const SAMPLES = join(__dirname, '../../samples/formats/generic');
const text = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8');
const sample = (name: string): Json => JSON.parse(text(name)) as Json;

/** The value at a pointer of a report; `changed` sets values there, undefined takes one away. */
const at = (report: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => Reflect.get(Object(value) as object, key), report);
function changed(report: Json, changes: Json): Json {
  const copy = structuredClone(report);
  for (const [pointer, value] of Object.entries(changes)) {
    const cut = pointer.lastIndexOf('/');
    const parent = Object(at(copy, pointer.slice(0, cut))) as object;
    if (value === undefined) Reflect.deleteProperty(parent, pointer.slice(cut + 1));
    else Reflect.set(parent, pointer.slice(cut + 1), value);
  }
  return copy;
}
const MANIFEST: unknown = sample('dbt-manifest.json');
const FILES = [
  ['great_expectations', 'gx-suite.json'],
  ['dbt', 'dbt-run-results.json'],
  ['frictionless', 'frictionless.json'],
  ['alertmanager', 'alertmanager.json'],
  ['pagerduty', 'pagerduty.json'],
] as const;

interface Read {
  anomalies: Anomaly[];
  errors: unknown[];
  checks: ExecutedCheck[];
  fault: unknown[] | null;
}
async function read(format: string, body: unknown, more: { config?: unknown; complete?: boolean } = {}): Promise<Read> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const stream = (async function* () {
    yield bytes;
  })();
  const items: ReadItem[] = [];
  let fault: Read['fault'] = null;
  const context = { source: 'qc', dataset: 'd', supplier: 'S', platform: 'P' };
  let reading: ReturnType<typeof readReport> | null = null;
  try {
    reading = readReport(format, stream, context, more.config, more.complete);
    for await (const item of reading) items.push(item);
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    fault = [error.code, error.pointer ?? error.line];
  }
  return {
    anomalies: items.flatMap((item) => (item.ok ? item.anomaly : [])),
    errors: items.flatMap((item) => (item.ok ? [] : [[item.error.code, item.error.pointer]])),
    checks: reading?.checks() ?? [],
    fault,
  };
}
const told = ({ anomalies }: Read): unknown[] =>
  anomalies.map(({ action, check, parameter, severity, family }) => [action, check, parameter, severity, family]);
const printOf = (anomaly: Anomaly | undefined): string => (anomaly ? fingerprint(anomaly).toString('hex') : 'nothing');
const extraOf = (anomaly: Anomaly | undefined): Json => (anomaly?.doc['extra'] ?? {}) as Json;

describe('every tool', () => {
  const EXPECTED: Record<string, unknown[]> = {
    great_expectations: [
      ['raise', 'gx.expect_column_values_to_be_between', 'PSAL', 'warning', 'value'],
      ['raise', 'gx.check_error', null, 'error', 'flow'],
    ],
    dbt: [
      ['raise', 'dbt.test.marine.accepted_range_ctd_psal__40__2.6f2b9c1d3e', null, 'error', 'value'],
      ['raise', 'dbt.test.marine.not_null_ctd_station.1f0c7d2a9b', null, 'warning', 'value'],
      ['raise', 'dbt.check_error', null, 'error', 'flow'],
    ],
    frictionless: [
      ['raise', 'frictionless.constraint-error', 'TEMP', 'error', 'value'],
      ['raise', 'frictionless.type-error', 'PSAL', 'error', 'format'],
      ['raise', 'frictionless.blank-row', null, 'warning', 'format'],
    ],
    alertmanager: [
      ['raise', 'GliderSalinityDrift', 'PSAL', 'warning', 'value'],
      ['resolve', 'BuoySilent', null, 'critical', 'value'],
    ],
    pagerduty: [['raise', 'flat_line', 'TEMP', 'error', 'value']],
  };
  test.each(FILES)('%s gives the anomalies its sample was made for', async (format, file) => {
    const found = await read(format, text(file));
    expect([found.fault, found.errors, told(found)]).toEqual([null, [], EXPECTED[format]]);
  });

  test.each(FILES)('%s is known by its first bytes, also where they break off', (format, file) => {
    expect(detect(Buffer.from(text(file)))).toEqual({ format });
    expect(detect(Buffer.from(JSON.stringify(sample(file))))).toEqual({ format });
    const long = text(file).replace('{', `{"note": ${JSON.stringify('x'.repeat(HEAD_BYTES / 2))},`);
    expect(detect(Buffer.from(long))).toEqual({ format });
  });

  test.each(FILES)('%s the same twice is the same, in another run too', async (format, file) => {
    const again = text(file).replaceAll(/"(invocation_id|run_name|run_time|groupKey)": "[^"]*"/g, '"$1": "another"');
    const prints = async (body: string) => (await read(format, body, { complete: true })).anomalies.map(printOf);
    expect(await prints(again)).toEqual(await prints(text(file)));
    expect(new Set(await prints(again)).size).toBe((await prints(again)).length);
  });

  test.each(FILES)('%s: what is no such report is refused, cut, empty, deep or another thing', async (format, file) => {
    const body = text(file);
    for (const bad of ['', '[', body.slice(0, -20), 'null', '7', '{}', '[[]]', '{"results": 3}', '{"alerts": {}}']) {
      const { anomalies, fault, errors } = await read(format, bad);
      expect([anomalies, fault !== null || errors.length > 0]).toEqual([[], true]);
    }
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect((await read(format, deep)).anomalies).toEqual([]);
    expect((await read(format, `{"note": ${JSON.stringify('x'.repeat(10 * 1024 * 1024))}}`)).fault).toEqual([
      'body_too_large',
      null,
    ]);
    expect((await read(format, Buffer.from([0xff, 0xfe, 0x7b]).toString('latin1'))).fault?.[0]).toBe('bad_json');
  });

  test('a fault of the head names its pointer', async () => {
    expect((await read('frictionless', { valid: 'no', tasks: [] })).fault).toEqual(['bad_report', '/valid']);
    expect((await read('dbt', { metadata: {}, results: [] })).fault).toEqual([
      'bad_report',
      '/metadata/dbt_schema_version',
    ]);
    expect((await read('alertmanager', { version: '3', alerts: [] })).fault).toEqual(['bad_report', '/version']);
    const checkpoint = { run_results: { a: { validation_result: { results: {} } } } };
    expect((await read('great_expectations', checkpoint)).fault).toEqual([
      'bad_report',
      '/run_results/a/validation_result/results',
    ]);
  });

  test.each([
    ['great_expectations', 'gx-suite.json', '/results/0'],
    ['dbt', 'dbt-run-results.json', '/results/0'],
    ['frictionless', 'frictionless.json', '/tasks/0/errors/0'],
    ['alertmanager', 'alertmanager.json', '/alerts/0'],
    ['pagerduty', 'pagerduty.json', ''],
  ])(
    '%s keeps fields that it does not name, and refuses what cannot be kept at its place',
    async (format, file, place) => {
      const many = Array.from({ length: 5000 }, (_, i) => i);
      const report = changed(sample(file), { [`${place}/site`]: 'Brest', [`${place}/rows_of_all`]: many });
      expect(extraOf((await read(format, report)).anomalies[0])).toMatchObject({
        site: 'Brest',
        left_out: ['rows_of_all'],
      });
      const hostile = await read(format, changed(sample(file), { [`${place}/site`]: 'Br\0est' }));
      expect(hostile.errors).toContainEqual(['nul_character', `${place}/site`]);
      expect(hostile.fault).toBeNull();
    },
  );
});

describe('Great Expectations', () => {
  const suite = (changes: Json = {}): Json => changed(sample('gx-suite.json'), changes);

  test('counts are those of all values, not of the twenty that are listed', async () => {
    const [anomaly] = (await read('great_expectations', suite())).anomalies;
    expect(anomaly).toMatchObject({ sensor: 'SBE21-3271', platform: '35HT', supplier: 'S', timeStart: null });
    expect(anomaly?.doc).toMatchObject({
      counts: { failed: 74, tested: 4320 },
      expected: { min: 30, max: 40, text: 'mostly 0.99' },
      position: { lat: 48.21, lon: -4.71 },
      run_id: 'nightly-20260303 2026-03-03T06:15:00+00:00',
    });
    expect(anomaly?.doc['observed']).toBeUndefined();
    expect(anomaly?.doc['samples']).toHaveLength(2);
  });

  test('a list that is whole tells the extremes and the time', async () => {
    const result = '/results/0/result';
    const report = suite({ [`${result}/unexpected_count`]: 2, [`${result}/partial_unexpected_list`]: [12.1, 11.8] });
    const [anomaly] = (await read('great_expectations', report)).anomalies;
    expect(anomaly?.doc['observed']).toEqual({ min: 11.8, max: 12.1 });
    expect([anomaly?.timeStart, anomaly?.timeEnd]).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-02T08:01:00.000Z']);
  });

  test('evidence that the result format leaves out is said to be absent', async () => {
    const { anomalies } = await read('great_expectations', suite({ '/results/0/result': null }));
    expect(extraOf(anomalies[0])['absent']).toEqual(['rows', 'values']);
  });

  test('a limit that is moved is the same anomaly, another condition is not', async () => {
    const config = '/results/0/expectation_config';
    const print = async (changes: Json) => printOf((await read('great_expectations', suite(changes))).anomalies[0]);
    const moved = { [`${config}/kwargs/max_value`]: 39, [`${config}/id`]: 'another' };
    expect(await print(moved)).toBe(await print({}));
    expect(await print({ [`${config}/kwargs/row_condition`]: 'depth < 5' })).not.toBe(await print({}));
  });

  test('what is asked of a table is a matter of its format', async () => {
    const changes = { '/results/0/expectation_config/type': 'expect_column_to_exist' };
    expect((await read('great_expectations', suite(changes))).anomalies[0]?.family).toBe('format');
  });

  test('of two alike in one suite each is its own', async () => {
    const [one] = at(suite(), '/results') as Json[];
    const { anomalies } = await read('great_expectations', suite({ '/results': [one, one] }));
    expect(new Set(anomalies.map(printOf)).size).toBe(2);
  });

  test('what raised an exception goes to the owner of the pipeline, and was not executed', async () => {
    const found = await read('great_expectations', suite());
    const crash = found.anomalies[1];
    expect(isOfPipeline(crash?.check ?? '')).toBe(true);
    expect(crash).toMatchObject({ supplier: null, platform: null, parameter: null, dataset: 'd' });
    expect(crash?.evidence?.items).toEqual([
      {
        name: 'expect_column_max_to_be_between (PRES)',
        expected: null,
        found: expect.stringContaining('does not exist'),
      },
    ]);
    expect(found.checks.map(({ check, parameter, failed }) => [check, parameter, failed])).toEqual([
      ['gx.expect_column_values_to_be_between', 'PSAL', 1],
      ['gx.expect_column_values_to_not_be_null', 'TEMP', 0],
    ]);
  });

  test('what passes has recovered, when the run is complete', async () => {
    const raised = (await read('great_expectations', suite())).anomalies.map(printOf);
    const results = (at(suite({ '/results/0/success': true }), '/results') as Json[]).slice(0, 2);
    const good = suite({ '/results': results });
    expect((await read('great_expectations', good)).anomalies).toEqual([]);
    const whole = await read('great_expectations', good, { complete: true });
    expect(whole.anomalies.map(({ action }) => action)).toEqual(['resolve', 'resolve', 'resolve']);
    expect(whole.anomalies.map(printOf)).toEqual(expect.arrayContaining(raised));
  });

  test('a checkpoint holds several validations, also as they were before 1.0', async () => {
    const old = suite({
      '/results': [{ success: false, expectation_config: { expectation_type: 'expect_x', kwargs: {} } }],
    });
    const checkpoint = {
      success: false,
      run_results: { a: suite(), b: { validation_result: old, actions_results: {} } },
    };
    const found = await read('great_expectations', checkpoint);
    expect(told(found)).toHaveLength(3);
    expect(told(found)[2]).toEqual(['raise', 'gx.expect_x', null, 'error', 'value']);
  });

  test('a result without its type or its outcome is refused alone', async () => {
    const report = suite({
      '/results/0/expectation_config/type': undefined,
      '/results/1/success': undefined,
      '/results/2/exception_info': { raised_exception: false },
      '/results/2/result': { element_count: 5, unexpected_count: -1 },
    });
    expect((await read('great_expectations', report)).errors).toEqual([
      ['required', '/results/0/expectation_config/type'],
      ['required', '/results/1/success'],
      ['out_of_range', '/results/2/result/unexpected_count'],
    ]);
  });
});

describe('dbt', () => {
  const results = (changes: Json = {}): Json => changed(sample('dbt-run-results.json'), changes);

  test('0 failures under a threshold is 0, not unknown', async () => {
    const found = await read('dbt', results(), { complete: true });
    const passed = found.anomalies.find(({ action }) => action === 'resolve');
    expect(passed?.doc['counts']).toEqual({ failed: 0 });
    const [unknown] = (await read('dbt', results({ '/results/0/failures': null }))).anomalies;
    expect(unknown?.doc['counts']).toEqual({ failed: null });
  });

  test('the manifest tells the column; without it the dataset is said to be unresolved, and it is the same anomaly', async () => {
    const [bare] = (await read('dbt', results())).anomalies;
    const [rich] = (await read('dbt', results(), { config: MANIFEST })).anomalies;
    expect([bare?.parameter, extraOf(bare)['unresolved_dataset']]).toEqual([null, true]);
    expect([rich?.parameter, extraOf(rich)['unresolved_dataset']]).toEqual(['PSAL', undefined]);
    expect(rich?.locus).toContain('public');
    expect(printOf(rich)).toBe(printOf(bare));
  });

  test('a configuration that is no manifest is refused', async () => {
    expect((await read('dbt', results(), { config: { a: 1 } })).fault?.[0]).toBe('bad_config');
    const id = String(at(results(), '/results/0/unique_id'));
    expect((await read('dbt', results(), { config: { nodes: { [id]: 7 } } })).fault?.[0]).toBe('bad_config');
    for (const name of ['__proto__', 'constructor'])
      expect((await read('dbt', results({ '/results/0/unique_id': name }), { config: MANIFEST })).fault).toBeNull();
  });

  test('an error is the pipeline’s, what was skipped is nothing and was not executed', async () => {
    const found = await read('dbt', results());
    expect(found.anomalies[2]).toMatchObject({ check: 'dbt.check_error', supplier: null, platform: null });
    expect(found.checks.map(({ check }) => check).join()).not.toMatch(/relationships|known_platforms/);
    expect(found.checks).toHaveLength(3);
  });

  test('how long it took does not make it another', async () => {
    const later = results({
      '/results/0/execution_time': 9,
      '/results/0/thread_id': 'Thread-9',
      '/results/0/timing': [],
    });
    expect((await read('dbt', later)).anomalies[0]?.doc).toEqual((await read('dbt', results())).anomalies[0]?.doc);
  });

  test('an unknown status and a manifest sent as a report are refused', async () => {
    expect((await read('dbt', results({ '/results/1/status': 'maybe' }))).errors).toEqual([
      ['unknown_value', '/results/1/status'],
    ]);
    expect((await read('dbt', { ...(MANIFEST as Json), results: [] })).fault).toEqual([
      'bad_report',
      '/metadata/dbt_schema_version',
    ]);
  });
});

describe('Frictionless', () => {
  const report = (changes: Json = {}): Json => changed(sample('frictionless.json'), changes);
  const blankRows = (length: number): Json => {
    const one = at(report(), '/tasks/0/errors/3') as Json;
    const errors = Array.from({ length }, (_, i) => ({ ...one, rowNumber: i + 2 }));
    return report({ '/tasks/0/errors': errors, '/tasks/0/stats/errors': length });
  };

  test('equal errors are one anomaly with their number, rows and times', async () => {
    const [range] = (await read('frictionless', report())).anomalies;
    expect(range?.doc).toMatchObject({
      counts: { failed: 2, tested: 144 },
      expected: { text: 'constraint "maximum" is "30"' },
      samples: [{ row: 6, cell: '41.7' }, { row: 7 }],
    });
    expect([range?.timeStart, range?.timeEnd]).toEqual(['2026-03-01T00:40:00.000Z', '2026-03-01T00:50:00.000Z']);
  });

  test('hundreds of blank rows cost what twenty do', async () => {
    const found = await read('frictionless', blankRows(999));
    expect([found.errors, found.anomalies.length]).toEqual([[], 1]);
    expect(found.anomalies[0]?.doc['counts']).toEqual({ failed: 999, tested: 999 });
    expect(found.anomalies[0]?.doc['samples']).toHaveLength(20);
  });

  test('a report that is cut, at 1000 errors or less, resolves nothing: what it tells is kept, no check counts as executed', async () => {
    expect((await read('frictionless', report())).checks.map(({ check }) => check)).toContain(
      'frictionless.type-error',
    );
    const fewer = report({ '/tasks/0/stats/errors': 5 });
    const warned = report({ '/tasks/0/warnings': ['reached error limit: 4'] });
    for (const body of [blankRows(1000), fewer, warned]) {
      const found = await read('frictionless', body, { complete: true });
      expect(found.errors).toEqual([['report_truncated', '/tasks/0/errors']]);
      expect(new Set(found.anomalies.map(({ action }) => action))).toEqual(new Set(['raise']));
      expect(found.checks).toEqual([]);
    }
  });

  test('a file that could not be read proves nothing of its rows', async () => {
    const errors = [{ type: 'encoding-error', note: 'utf-8', message: 'cannot decode' }];
    const found = await read('frictionless', report({ '/tasks/0/errors': errors, '/tasks/0/stats/errors': 1 }));
    expect([told(found), found.checks]).toEqual([
      [['raise', 'frictionless.encoding-error', null, 'critical', 'format']],
      [],
    ]);
  });

  test('a clean report executed its checks and tells nothing', async () => {
    const found = await read('frictionless', report({ '/tasks/0/errors': [], '/tasks/0/stats/errors': 0 }));
    expect([found.anomalies, found.checks.length > 10]).toEqual([[], true]);
  });
});

describe('Alertmanager', () => {
  const webhook = (changes: Json = {}): Json => changed(sample('alertmanager.json'), changes);

  test('labels name what is concerned, annotations the time of the data', async () => {
    const [drift, silent] = (await read('alertmanager', webhook())).anomalies;
    expect(drift).toMatchObject({ dataset: 'GLIDER-SEA003', platform: 'SEA003', timeEnd: '2026-03-02T08:00:00.000Z' });
    expect(drift?.doc).toMatchObject({ position: { lat: 47.93, lon: -5.61 }, observed: { value: '0.31' } });
    expect(extraOf(drift)['ended_at']).toBeUndefined();
    expect(extraOf(silent)['ended_at']).toBe('2026-03-02T07:58:00.000Z');
  });

  test('an end in the year 1 means that it is still open, as does any end of one that fires', async () => {
    const body = webhook({ '/alerts/0/endsAt': '2026-03-02T09:00:00Z', '/alerts/1/endsAt': '0001-01-01T00:00:00Z' });
    const [drift, silent] = (await read('alertmanager', body)).anomalies;
    expect([drift?.action, extraOf(drift)['ended_at'], extraOf(silent)['ended_at']]).toEqual([
      'raise',
      undefined,
      undefined,
    ]);
  });

  test('the same labels are the same alert, fired again, resolved, or without a fingerprint', async () => {
    const print = async (changes: Json) => printOf((await read('alertmanager', webhook(changes))).anomalies[0]);
    const over = {
      '/alerts/0/status': 'resolved',
      '/alerts/0/startsAt': '2026-03-05T00:00:00Z',
      '/alerts/0/annotations': {},
    };
    expect(await print(over)).toBe(await print({}));
    const labels = Object.entries(at(webhook(), '/alerts/0/labels') as Json);
    const bare = { '/alerts/0/fingerprint': undefined };
    const turned = { ...bare, '/alerts/0/labels': Object.fromEntries(labels.reverse()) };
    expect(await print(turned)).toBe(await print(bare));
  });

  test('alerts that were left out are told, and the message proves nothing by what it lacks', async () => {
    const found = await read('alertmanager', webhook({ '/truncatedAlerts': 3 }), { complete: true });
    expect([found.errors, found.checks]).toEqual([[['report_truncated', '/truncatedAlerts']], []]);
    expect(found.anomalies).toHaveLength(2);
  });

  test('an alert without a name or with another status is refused alone; a place that is none is not kept', async () => {
    const found = await read(
      'alertmanager',
      webhook({ '/alerts/1/status': 'suppressed', '/alerts/0/labels/lat': '91' }),
    );
    expect(found.errors).toEqual([['unknown_value', '/alerts/1/status']]);
    expect(found.anomalies[0]?.doc['position']).toBeUndefined();
    expect((await read('alertmanager', webhook({ '/alerts/0/labels/alertname': undefined }))).errors).toEqual([
      ['required', '/alerts/0/labels/alertname'],
    ]);
  });

  test('a text is never cut in the middle of a character', async () => {
    const summary = `${'x'.repeat(3999)}🌊🌊`;
    const [drift] = (await read('alertmanager', webhook({ '/alerts/0/annotations/summary': summary }))).anomalies;
    expect(drift?.doc['message']).toBe('x'.repeat(3999));
  });
});

describe('PagerDuty', () => {
  const event = (changes: Json = {}): Json => changed(sample('pagerduty.json'), changes);

  test('trigger, acknowledge and resolve of one key are one anomaly', async () => {
    const later = ['acknowledge', 'resolve'].map((event_action) =>
      event({ '/event_action': event_action, '/payload': undefined }),
    );
    const found = await read('pagerduty', [event(), ...later]);
    expect(found.anomalies.map(({ action }) => action)).toEqual(['raise', 'ack', 'resolve']);
    expect(new Set(found.anomalies.map(printOf)).size).toBe(1);
    expect((await read('pagerduty', event({ '/dedup_key': 'k'.repeat(255) }))).errors).toEqual([]);
  });

  test('the routing key is a secret and is kept nowhere', async () => {
    const [anomaly] = (await read('pagerduty', event())).anomalies;
    expect(JSON.stringify(anomaly)).not.toContain(event()['routing_key']);
    expect(anomaly).toMatchObject({ platform: 'MOORING-BREST', sensor: 'SBE37-1202', parameter: 'TEMP' });
    expect(extraOf(anomaly)).toMatchObject({ client: 'qc-moorings', event_source: 'mooring-brest.example.org' });
  });

  test.each([
    [{ '/payload': undefined }, '/payload'],
    [{ '/event_action': 'snooze' }, '/event_action'],
    [{ '/payload/severity': 'bad' }, '/payload/severity'],
    [{ '/event_action': 'resolve', '/dedup_key': undefined }, '/dedup_key'],
  ])('an event that cannot be understood is refused at its pointer: %j', async (changes, pointer) => {
    expect((await read('pagerduty', event(changes))).errors).toEqual([[expect.any(String), pointer]]);
  });

  test('a bad event of a list is refused alone', async () => {
    expect(await read('pagerduty', [event(), 7])).toMatchObject({ anomalies: [{}], errors: [['wrong_type', '/1']] });
  });
});

test('a list of anomalies is none of them', () => {
  const item = {
    source: 's',
    dataset: 'd',
    check: 'c',
    time: '2026-03-02T08:00:00Z',
    extra: { event_action: 'trigger' },
  };
  expect(detect(Buffer.from(JSON.stringify([item])))).toEqual({ list: true });
  expect(detect(Buffer.from(`${JSON.stringify(item)}\n${JSON.stringify(item)}`))).toEqual({ list: true });
  expect(detect(Buffer.from('{"results": [], "valid": true}'))).toEqual({ unknown: true });
  // Nested names do not count, however the text breaks off.
  expect(detect(Buffer.from('{"a": {"event_action": "trigger"}, "b": "\\"event_action\\": 1"}'))).toEqual({
    unknown: true,
  });
  expect(detect(Buffer.from(`[{"a${'\\"'.repeat(HEAD_BYTES / 2)}`))).toEqual({ unknown: true });
});
