import type { Rotation, RotaSettings } from '../../domain/rota/facts';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { inTransaction, type Pool, run } from '../query';
import { lockRota, reviewRota } from './review';

export type SettingsGiven = RotaSettings & { rotations: readonly Rotation[] };

/** How the desk hands over, and whose turn it is where nothing was planned. A rotation without members is none. */
export const saveSettings = (pool: Pool, given: SettingsGiven, actor: Actor, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const { zone, handOver, dutyOnClosedDays } = given;
    const rotations = given.rotations.filter(({ members }) => members.length > 0);
    await run(tx, 'update rota_settings set zone = $1, hand_over = $2, duty_on_closed_days = $3', [
      zone,
      handOver,
      dutyOnClosedDays,
    ]);
    await run(tx, 'delete from rota_rotation');
    for (const { level, members, turn, startsOn } of rotations)
      await run(tx, 'insert into rota_rotation (level, members, turn, starts_on) values ($1, $2, $3, $4)', [
        level,
        members,
        turn,
        startsOn,
      ]);
    const data = { zone, handOver, dutyOnClosedDays, rotations };
    await record(tx, at, actor, [{ type: 'rota.settings_changed', subject: 'rota/desk', data }]);
    await reviewRota(tx, at);
  });
