import { type Request, type Response, Router } from 'express';
import { aroundNow, readRota, type StoredRota } from '../../../db/rota/facts';
import { saveRelief } from '../../../db/rota/relief';
import { saveSettings } from '../../../db/rota/settings';
import { dayIn } from '../../../domain/delivery-zone';
import { ZONES } from '../../../domain/registers/expectation-words';
import { type Level, LEVELS, type Rotation } from '../../../domain/rota/facts';
import { RELIEFS, reliefFaults, type ReliefPolicy } from '../../../domain/rota/relief';
import { RELIEF_NUMBERS, type ReliefTexts } from '../../../web/console/rota/relief-form';
import { RotaSettingsPage, type RotationTexts, type SettingsTexts } from '../../../web/console/rota/settings';
import type { FieldFault } from '../../../web/console/layout';
import { page } from '../../../web/html';
import { translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { fieldsOf, valuesOf } from '../form';
import { actorOf } from '../registers';
import { needDeed, personOf, shellOf } from '../session';
import { dayTyped, turnTyped } from './typed';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** When the desk hands over, and whose turn it is where nothing was planned. */
export const settingsPages = (deps: Deps): Router =>
  Router()
    .all('/rota/settings', needDeed('plan_rota'))
    .get('/rota/settings', async (req, res) => {
      const facts = await readRota(deps.pool, aroundNow(deps.clock()));
      show(req, res, facts, textsOf(facts, dayIn(facts.settings.zone, deps.clock())));
    })
    .post('/rota/settings', (req, res) => take(deps, req, res))
    .post('/rota/relief/settings', needDeed('plan_rota'), (req, res) => takeRelief(deps, req, res));

const textsOf = ({ settings, rotations }: StoredRota, today: string): SettingsTexts => {
  const of = (level: Level): RotationTexts =>
    rotations.find((one) => one.level === level) ?? { turn: 'day', startsOn: today, members: [] };
  return { ...settings, rotations: { 1: of(1), 2: of(2) } };
};

function show(
  req: Request,
  res: Response,
  facts: StoredRota,
  texts: SettingsTexts,
  faults: readonly FieldFault[] = [],
  relief: ReliefTexts = reliefTexts(facts.settings),
): void {
  const { language } = personOf(res);
  const zones = ZONES.map((zone) => ({ value: zone.code, text: zone[language] }));
  const able = (level: Level) => facts.people.filter(({ active, levels }) => active && levels.includes(level));
  const eligible = { 1: able(1), 2: able(2) };
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(page(RotaSettingsPage({ ...shellOf(req, res), texts, zones, eligible, relief, faults })));
}

async function take(deps: Deps, req: Request, res: Response): Promise<void> {
  const at = deps.clock();
  const facts = await readRota(deps.pool, aroundNow(at));
  const t = translator(personOf(res).language);
  const fields = fieldsOf(req);
  const able = (level: Level, code: string): boolean =>
    facts.people.some((one) => one.code === code && one.levels.includes(level));
  const typed = (level: Level): RotationTexts => ({
    turn: turnTyped(fields[`turn${level}`]),
    startsOn: fields[`startsOn${level}`] ?? '',
    members: [...new Set(valuesOf(req, `member${level}`))].filter((code) => able(level, code)),
  });
  const texts: SettingsTexts = {
    zone: ZONES.find(({ code }) => code === fields['zone'])?.code ?? facts.settings.zone,
    handOver: fields['handOver'] ?? '',
    dutyOnClosedDays: fields['dutyOnClosedDays'] === 'yes',
    rotations: { 1: typed(1), 2: typed(2) },
  };
  const faults: FieldFault[] = [];
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(texts.handOver))
    faults.push({ field: 'handOver', text: t('settingsFault.handOver') });
  const rotations = LEVELS.map((level): Rotation => {
    const { turn, startsOn, members } = texts.rotations[level];
    const day = dayTyped(startsOn);
    if (day === null && members.length > 0)
      faults.push({ field: `startsOn${level}`, text: t('settingsFault.startsOn', { level }) });
    return { level, members, turn: turnTyped(turn), startsOn: day ?? '' };
  });
  if (faults.length > 0) return show(req, res, facts, texts, faults);
  const { zone, handOver, dutyOnClosedDays } = texts;
  await saveSettings(deps.pool, { zone, handOver, dutyOnClosedDays, rotations }, actorOf(res), at);
  res.redirect(303, '/rota?done=rota-settings');
}

const reliefTexts = (policy: ReliefPolicy): ReliefTexts => ({
  relief: policy.relief,
  ticketMinutes: String(policy.ticketMinutes),
  dutyMinutes: String(policy.dutyMinutes),
  beginPercent: String(policy.beginPercent),
  endPercent: String(policy.endPercent),
});

async function takeRelief(deps: Deps, req: Request, res: Response): Promise<void> {
  const at = deps.clock();
  const fields = fieldsOf(req);
  const texts: ReliefTexts = {
    relief: RELIEFS.find((one) => one === fields['relief']) ?? 'off',
    ticketMinutes: fields['ticketMinutes'] ?? '',
    dutyMinutes: fields['dutyMinutes'] ?? '',
    beginPercent: fields['beginPercent'] ?? '',
    endPercent: fields['endPercent'] ?? '',
  };
  const typed = (name: (typeof RELIEF_NUMBERS)[number]): number =>
    /^\d{1,4}$/.test(texts[name].trim()) ? Number(texts[name]) : Number.NaN;
  const policy: ReliefPolicy = {
    relief: texts.relief,
    ticketMinutes: typed('ticketMinutes'),
    dutyMinutes: typed('dutyMinutes'),
    beginPercent: typed('beginPercent'),
    endPercent: typed('endPercent'),
  };
  const t = translator(personOf(res).language);
  const faults = reliefFaults(policy).map((field): FieldFault => ({ field, text: t(`reliefFault.${field}`) }));
  if (faults.length > 0) {
    const facts = await readRota(deps.pool, aroundNow(at));
    return show(req, res, facts, textsOf(facts, dayIn(facts.settings.zone, at)), faults, texts);
  }
  await saveRelief(deps.pool, policy, actorOf(res), at);
  res.redirect(303, '/rota/relief?done=rota-relief');
}
