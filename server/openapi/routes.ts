import { z } from 'zod';
import { VERBS } from '../../domain/permissions';
import { REGISTER_NAMES } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { PostedAnomaly } from '../../formats/anomaly-schema';
import { CloudEvent } from '../../formats/cloudevents/items';
import { CasesQuery, PageQuery } from '../api/cases';
import { CorrectionsQuery } from '../api/corrections';
import { VerbFields } from '../api/commands';
import { DeliveriesQuery, DeliveryFields } from '../api/deliveries';
import { DECISION_FILES, DecisionFileQuery } from '../api/decision-files';
import { DecisionsQuery, EventsQuery } from '../api/feed';
import { FlagScaleRow, FlagScalesQuery } from '../api/flag-scales';
import * as duty from '../api/duty';
import * as relief from '../api/relief';
import { ServiceLevelsAnswer } from '../api/service-levels';
import * as hold from '../api/holds';
import { AnomaliesQuery, ReportQuery } from '../api/ingest';
import { ReceiptFields } from '../api/receipts';
import { RulesQuery } from '../api/rules';
import { RowsQuery } from '../api/runs';
import { StatisticsListQuery, StatisticsQuery } from '../statistics';
import * as fields from '../api/webhook-fields';
import * as webhook from '../api/webhooks';
import { AnomalyWhy } from '../api/why';
import { Cursor, Limit } from '../cursor';
import { PlotQuery } from '../plots';
import { changedRow, newRow, wholeRow } from '../register-schemas';
import * as rule from '../rule-schemas';
import * as answers from './answers';
import type { Described } from './described';
import { tickets } from './tickets';
import * as hooks from './webhook-answers';

const json = (schema: z.ZodType): Record<string, z.ZodType> => ({ 'application/json': schema });
const Text = z.string();
const File = z.string().meta({ format: 'binary' });
const number = z.object({ number: z.string().meta({ example: 'A-2026-00417' }) });
const anomaly = z.object({ uuid: z.uuid() });
const PLOT_KINDS = z.enum(['svg', 'png', 'csv']);
const PLOT = { 'image/svg+xml': Text, 'image/png': File, 'text/csv': Text };
const reads = ['read', 'desk', 'decide'];

const ingest: Described[] = [
  {
    method: 'post',
    path: '/anomalies',
    summary: 'Post anomalies: one object, a list, NDJSON or CSV (both streamed), CloudEvents; gzip allowed',
    scopes: ['ingest'],
    query: AnomaliesQuery,
    body: {
      'application/json': z.union([PostedAnomaly, z.array(PostedAnomaly)]),
      'application/x-ndjson': Text,
      'text/csv': Text,
      'application/cloudevents+json': CloudEvent,
      'application/cloudevents-batch+json': z.array(CloudEvent),
    },
    answer: json(answers.PostAnswer),
  },
  {
    method: 'post',
    path: '/reports',
    summary: 'Post a tool’s native report, with its configuration as a form',
    scopes: ['ingest'],
    query: ReportQuery,
    body: {
      'text/csv': Text,
      'text/plain': Text,
      'application/json': z.unknown().meta({ description: 'A report in JSON, at most 10 MB.' }),
      'application/x-netcdf': File,
      'application/octet-stream': File,
      'multipart/form-data': z.object({ report: File, config: File.optional() }),
    },
    answer: json(answers.PostAnswer),
  },
  {
    method: 'get',
    path: '/runs/{id}',
    summary: 'The account of one post',
    scopes: ['ingest', 'read'],
    params: z.object({ id: Text }),
    answer: json(answers.RunAnswer),
  },
  {
    method: 'get',
    path: '/runs/{id}/rows',
    summary: 'The rows of one post by what came of them, as JSON page by page or as CSV or NDJSON whole',
    scopes: ['ingest', 'read'],
    params: z.object({ id: Text }),
    query: RowsQuery,
    answer: { ...json(answers.listOf(answers.RunRow)), 'text/csv': Text, 'application/x-ndjson': Text },
  },
];

const flagScales: Described = {
  method: 'get',
  path: '/flag-scales',
  summary: 'The flag scales that are known, each code with its meaning and its L20 code',
  scopes: ['read', 'desk', 'ingest'],
  query: FlagScalesQuery,
  answer: json(answers.listOf(FlagScaleRow)),
};

const deliveries: Described[] = [
  {
    method: 'post',
    path: '/deliveries',
    summary: 'Files arrived, one or a manifest: closes what they answer',
    scopes: ['ingest'],
    body: json(DeliveryFields),
    answer: json(answers.DeliveryAnswer),
  },
  {
    method: 'get',
    path: '/deliveries',
    summary: 'What is and was due, the newest first, with what came for it',
    scopes: ['read', 'desk', 'ingest'],
    query: DeliveriesQuery,
    answer: json(answers.listOf(answers.DueAnswer)),
  },
];

const cases: Described[] = [
  {
    method: 'get',
    path: '/cases',
    summary: 'List cases, as JSON page by page or as CSV whole',
    scopes: reads,
    query: CasesQuery,
    answer: { ...json(answers.listOf(answers.CaseAnswer)), 'text/csv': Text },
  },
  {
    method: 'get',
    path: '/cases/{number}',
    summary: 'A case with its answers, decisions, messages and tasks',
    scopes: reads,
    params: number,
    answer: json(answers.FullCase),
  },
  {
    method: 'get',
    path: '/cases/{number}/anomalies',
    summary: 'Its anomalies as posted',
    scopes: reads,
    params: number,
    query: PageQuery,
    answer: json(answers.listOf(answers.AnomalyAnswer)),
  },
  {
    method: 'get',
    path: '/cases/{number}/events',
    summary: 'What happened to it',
    scopes: reads,
    params: number,
    query: PageQuery,
    answer: json(answers.listOf(answers.EventAnswer)),
  },
  {
    method: 'get',
    path: '/cases/{number}/why',
    summary: 'Why this contact, and what comes next',
    scopes: reads,
    params: number,
    answer: json(answers.WhyAnswer),
  },
  {
    method: 'post',
    path: '/cases/{number}/{verb}',
    summary: 'Say a verb of a case; 409 names those that are possible now',
    scopes: ['desk'],
    params: number.extend({ verb: z.enum(VERBS) }),
    body: json(VerbFields),
    isBodyOptional: true,
    answer: json(answers.CaseAnswer),
  },
  {
    method: 'get',
    path: '/cases/{number}/plot.{kind}',
    summary: 'The evidence as a picture or as rows',
    scopes: reads,
    params: number.extend({ kind: PLOT_KINDS }),
    query: PlotQuery,
    answer: PLOT,
  },
  {
    method: 'get',
    path: '/cases/{number}/answers/{version}/file',
    summary: 'The file that came with an answer',
    scopes: reads,
    params: number.extend({ version: z.int().min(1) }),
    answer: { 'application/octet-stream': File },
  },
  {
    method: 'get',
    path: '/cases/{number}/corrections/{version}',
    summary: 'The corrected values of an answer, a row for each measurement and anomaly, as CSV',
    scopes: reads,
    params: number.extend({ version: z.int().min(1) }),
    query: CorrectionsQuery,
    answer: { 'text/csv': Text },
  },
];

const feed: Described[] = [
  {
    method: 'get',
    path: '/decisions',
    summary: 'Decisions to apply, oldest first; an empty `after` starts at the first',
    scopes: ['decide', 'read'],
    query: DecisionsQuery,
    answer: json(answers.feedOf(answers.DecisionAnswer)),
  },
  {
    method: 'get',
    path: '/decisions/{id}',
    summary: 'One decision',
    scopes: ['decide', 'read'],
    params: z.object({ id: z.uuid() }),
    answer: json(answers.DecisionAnswer),
  },
  {
    method: 'get',
    path: '/decisions/{id}.{kind}',
    summary:
      'A decision as CSV or JSON Patch; the report it is about with its new flags, and the history record of these',
    scopes: ['decide', 'read'],
    params: z.object({ id: z.uuid(), kind: z.enum(DECISION_FILES) }),
    query: DecisionFileQuery,
    answer: { 'text/csv': Text, 'application/json-patch+json': z.unknown(), 'application/octet-stream': File },
  },
  {
    method: 'post',
    path: '/decisions/{id}/{receipt}',
    summary: 'Say that a decision was applied, or could not be',
    scopes: ['decide'],
    params: z.object({ id: z.uuid(), receipt: z.enum(['applied', 'refused']) }),
    body: json(ReceiptFields),
    isBodyOptional: true,
    answer: json(answers.ReceiptAnswer),
  },
  {
    method: 'get',
    path: '/events',
    summary: 'Everything that happened, in one order, with a long poll',
    scopes: ['read', 'decide'],
    query: EventsQuery,
    answer: json(answers.feedOf(answers.OutsideEventAnswer)),
  },
];

const anomalies: Described[] = [
  {
    method: 'get',
    path: '/anomalies/{uuid}',
    summary: 'An anomaly as posted, with what became of it',
    scopes: reads,
    params: anomaly,
    answer: json(answers.AnomalyAnswer),
  },
  {
    method: 'get',
    path: '/anomalies/{uuid}/plot.{kind}',
    summary: 'Its evidence as a picture or as rows',
    scopes: reads,
    params: anomaly.extend({ kind: PLOT_KINDS }),
    query: PlotQuery,
    answer: PLOT,
  },
  {
    method: 'get',
    path: '/anomalies/{uuid}/why',
    summary: 'Why an anomaly is where it is: what decided, in order and in its version',
    scopes: reads,
    params: anomaly,
    answer: json(AnomalyWhy),
  },
];

const statistics: Described[] = [
  {
    method: 'get',
    path: '/statistics',
    summary: 'Figures of the cases of a time by supplier, cruise, platform, sensor, parameter or check, as JSON or CSV',
    scopes: reads,
    query: StatisticsQuery,
    answer: { ...json(answers.StatisticsAnswer), 'text/csv': Text },
  },
  {
    method: 'get',
    path: '/statistics/cases',
    summary: 'The cases that one of these figures counts',
    scopes: reads,
    query: StatisticsListQuery,
    answer: json(answers.StatisticsListAnswer),
  },
];

const rules: Described[] = [
  {
    method: 'get',
    path: '/rules',
    summary: 'The rules in force, in the order in which they are asked',
    scopes: ['read', 'desk', 'admin'],
    query: RulesQuery,
    answer: json(answers.listOf(rule.RuleAnswer)),
  },
  {
    method: 'post',
    path: '/rules',
    summary: 'Add a rule',
    scopes: ['desk', 'admin'],
    body: json(rule.NewRule),
    answer: json(rule.RuleAnswer),
    status: 201,
  },
  {
    method: 'get',
    path: '/rules/{code}',
    summary: 'A rule with all its versions, the newest first',
    scopes: ['read', 'desk', 'admin'],
    params: z.object({ code: Text }),
    answer: json(rule.RuleWithVersions),
  },
  {
    method: 'patch',
    path: '/rules/{code}',
    summary: 'Change a rule: the next version of it',
    scopes: ['desk', 'admin'],
    params: z.object({ code: Text }),
    body: json(rule.ChangedRule),
    answer: json(rule.RuleAnswer),
  },
  {
    method: 'post',
    path: '/rules/dry-run',
    summary: 'What a rule would make of the anomalies of a time: so many would be so many cases',
    scopes: ['read', 'desk', 'admin'],
    body: json(rule.DryRunFields),
    answer: json(rule.DryRunAnswer),
  },
];

const holds: Described[] = [
  {
    method: 'get',
    path: '/holds',
    summary: 'Silences and maintenance windows, the newest first',
    scopes: ['read', 'desk', 'admin'],
    query: hold.HoldsQuery,
    answer: json(answers.listOf(hold.HoldAnswer)),
  },
  {
    method: 'post',
    path: '/holds',
    summary: 'Keep the cases of matching anomalies waiting',
    scopes: ['desk', 'admin'],
    body: json(hold.NewHold),
    answer: json(hold.HoldAnswer),
    status: 201,
  },
  {
    method: 'post',
    path: '/holds/preview',
    summary: 'Which open cases a hold would keep waiting',
    scopes: ['read', 'desk', 'admin'],
    body: json(hold.NewHold),
    answer: json(hold.HoldPreview),
  },
  {
    method: 'patch',
    path: '/holds/{id}',
    summary: 'Move the end of a hold',
    scopes: ['desk', 'admin'],
    params: z.object({ id: z.int() }),
    body: json(hold.MovedHold),
    answer: json(hold.HoldAnswer),
  },
  {
    method: 'post',
    path: '/holds/{id}/expire',
    summary: 'End a hold now; again changes nothing',
    scopes: ['desk', 'admin'],
    params: z.object({ id: z.int() }),
    answer: json(hold.HoldAnswer),
  },
];

const duties: Described[] = [
  {
    method: 'get',
    path: '/service-levels',
    summary:
      'What the desk promises and how it keeps it, as on /sla: targets, attainment by month and type, open breaches',
    scopes: ['read', 'desk', 'admin'],
    answer: json(ServiceLevelsAnswer),
  },
  {
    method: 'get',
    path: '/duty',
    summary: 'Who is on duty at a moment, with covers and overrides',
    scopes: ['read', 'desk', 'admin'],
    query: duty.DutyQuery,
    answer: json(duty.DutyAnswer),
  },
  {
    method: 'post',
    path: '/duty/overrides',
    summary: 'For a time somebody more, somebody less, or one instead of another',
    scopes: ['desk', 'admin'],
    body: json(duty.NewOverride),
    answer: json(duty.OverrideAnswer),
    status: 201,
  },
  {
    method: 'get',
    path: '/duty/relief',
    summary: 'Whether level 2 relieves level 1, by which measure, and what was done',
    scopes: ['read', 'desk', 'admin'],
    answer: json(relief.ReliefAnswer),
  },
  {
    method: 'patch',
    path: '/duty/relief',
    summary: 'When level 1 has too much, and whether level 2 is asked or simply given',
    scopes: ['desk', 'admin'],
    body: json(relief.ReliefFields),
    answer: json(relief.ReliefAnswer),
  },
  {
    method: 'post',
    path: '/duty/relief',
    summary: 'Hand requests of level 1 to level 2, or take them: those named, else one’s own or those offered',
    scopes: ['desk'],
    body: json(relief.Relieving),
    answer: json(relief.RelievingAnswer),
  },
];

const webhookCode = z.object({ code: Text });
const webhooks: Described[] = [
  {
    method: 'get',
    path: '/webhooks',
    summary: 'Receivers of events',
    scopes: ['read', 'desk', 'admin'],
    query: webhook.WebhooksQuery,
    answer: json(answers.listOf(hooks.WebhookAnswer)),
  },
  {
    method: 'post',
    path: '/webhooks',
    summary: 'Add a receiver: its secret is answered this once, its first event validates it',
    scopes: ['desk', 'admin'],
    body: json(fields.NewWebhookFields),
    answer: json(hooks.NewWebhookAnswer),
    status: 201,
  },
  {
    method: 'get',
    path: '/webhooks/{code}',
    summary: 'One receiver',
    scopes: ['read', 'desk', 'admin'],
    params: webhookCode,
    answer: json(hooks.WebhookAnswer),
  },
  {
    method: 'patch',
    path: '/webhooks/{code}',
    summary: 'Change a receiver; a changed address is validated anew',
    scopes: ['desk', 'admin'],
    params: webhookCode,
    body: json(fields.ChangedWebhook),
    answer: json(hooks.WebhookAnswer),
  },
  {
    method: 'get',
    path: '/webhooks/{code}/deliveries',
    summary: 'The events of a receiver, the newest first, each with its last attempt',
    scopes: ['desk', 'admin'],
    params: webhookCode,
    query: webhook.WebhookDeliveriesQuery,
    answer: json(answers.listOf(hooks.WebhookDelivery)),
  },
  {
    method: 'get',
    path: '/webhooks/{code}/attempts',
    summary: 'The latest attempts, also those to validate it',
    scopes: ['desk', 'admin'],
    params: webhookCode,
    answer: json(answers.listOf(hooks.WebhookAttempt)),
  },
  {
    method: 'post',
    path: '/webhooks/{code}/{verb}',
    summary: 'Pause it, let it go on, give it a new secret, skip what it refused, send events again',
    scopes: ['desk', 'admin'],
    params: webhookCode.extend({ verb: z.enum(fields.WEBHOOK_VERBS) }),
    body: json(fields.WebhookVerbFields),
    isBodyOptional: true,
    answer: json(hooks.WebhookVerbAnswer),
  },
];

const registers: Described[] = REGISTER_NAMES.flatMap((name) => {
  const register = REGISTERS[name];
  const row = wholeRow(register).meta({ id: `${name[0]?.toUpperCase()}${name.slice(1)}Row` });
  const code = z.object({ code: Text });
  return [
    {
      method: 'get',
      path: `/${name}`,
      summary: `List ${name}, as JSON or CSV`,
      scopes: ['read', 'desk', 'admin'],
      query: z.object({ q: z.string().optional(), limit: Limit, cursor: Cursor }),
      answer: { ...json(answers.listOf(row)), 'text/csv': Text },
    },
    {
      method: 'post',
      path: `/${name}`,
      summary: `Add to ${name}, or import them as CSV`,
      scopes: ['desk', 'admin'],
      body: { ...json(newRow(register)), 'text/csv': Text },
      answer: json(row),
      status: 201,
    },
    {
      method: 'get',
      path: `/${name}/{code}`,
      summary: `One of ${name}`,
      scopes: ['read', 'desk', 'admin'],
      params: code,
      answer: json(row),
    },
    {
      method: 'patch',
      path: `/${name}/{code}`,
      summary: `Change one of ${name}`,
      scopes: ['desk', 'admin'],
      params: code,
      body: json(changedRow(register)),
      answer: json(row),
    },
  ] satisfies Described[];
});

/** Every route of the API, as its description and the tests of bad input know it. */
export const DESCRIBED: readonly Described[] = [
  ...ingest,
  ...deliveries,
  flagScales,
  ...cases,
  ...tickets,
  ...anomalies,
  ...feed,
  ...statistics,
  ...rules,
  ...holds,
  ...duties,
  ...webhooks,
  ...registers,
];
