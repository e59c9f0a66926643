import { z } from 'zod';
import type { Anomaly } from '../../domain/anomaly';
import type { Origin } from '../../domain/delivery-anomaly';
import { type CameAs, FILE_STATES, type FileState } from '../../domain/delivery-files';
import { fingerprint } from '../../domain/fingerprint';
import type { Actor } from '../../domain/words';
import { type Db, firstRow, rows, run } from '../query';
import { Trouble } from './dues';

export interface ArrivedFile {
  name: string;
  /** Hex. */
  sha256: string | null;
  size: number | null;
  state: FileState;
  /** What its sender's pipeline says of it. */
  detail: string | null;
}
export interface Arrival {
  origin: Origin;
  files: readonly ArrivedFile[];
  receivedAt: Date;
  actor: Actor;
  at: Date;
}

/** One post of deliveries after the other, so that a file posted twice at once is recorded once. */
export const oneAtATime = (tx: Db): Promise<number> => run(tx, `select pg_advisory_xact_lock(hashtext('deliveries'))`);

const Known = z.object({
  as: z.enum([...FILE_STATES, 'duplicate']),
  size: z.number().nullable(),
  expectation: z.string().nullable(),
  period: z.string().nullable(),
});
/** A file of this name and content that came from here before. */
export type Known = z.output<typeof Known>;

const sameOrigin = (first: number): string =>
  ['supplier', 'platform', 'cruise', 'dataset']
    .map((name, n) => `d.${name} is not distinct from $${first + n}`)
    .join(' and ');
const originOf = ({ supplier, platform, cruise, dataset }: Origin): (string | null)[] => [
  supplier,
  platform,
  cruise,
  dataset,
];
const bytesOf = ({ sha256 }: Pick<ArrivedFile, 'sha256'>): Buffer | null =>
  sha256 === null ? null : Buffer.from(sha256, 'hex');

export const knownFile = (tx: Db, origin: Origin, file: ArrivedFile): Promise<Known | null> =>
  firstRow(
    tx,
    Known,
    `select d.state as "as", d.size, e.code as expectation, p.period
       from delivery d left join expectation e on e.id = d.expectation left join delivery_due p on p.id = d.due
      where d.name = $1 and d.sha256 is not distinct from $2 and ${sameOrigin(3)} for no key update of d`,
    [file.name, bytesOf(file), ...originOf(origin)],
  );

/** The name under which this supplier sent the same content before; null when it is new. */
export const contentOf = async (tx: Db, { supplier }: Origin, file: ArrivedFile): Promise<string | null> =>
  (
    await firstRow(
      tx,
      z.object({ name: z.string() }),
      `select d.name from delivery d where d.sha256 = $1 and d.supplier is not distinct from $2 and d.name <> $3 order by d.id limit 1`,
      [bytesOf(file), supplier, file.name],
    )
  )?.name ?? null;

const Id = z.object({ id: z.number() });
export async function saveFile(
  tx: Db,
  { origin, receivedAt, at }: Arrival,
  file: ArrivedFile,
  as: CameAs,
  answers: { expectation: number | null; due: number | null },
): Promise<number> {
  const saved = await firstRow(
    tx,
    Id,
    `insert into delivery (name, sha256, size, state, supplier, platform, cruise, dataset, expectation, due, received_at, recorded_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (name, sha256, supplier, platform, cruise, dataset) do update
        set size = excluded.size, state = excluded.state, expectation = excluded.expectation, due = excluded.due,
            received_at = excluded.received_at, recorded_at = excluded.recorded_at, trouble = null, fingerprint = null
     returning id`,
    [file.name, bytesOf(file), file.size, as, ...originOf(origin), answers.expectation, answers.due, receivedAt, at],
  );
  if (!saved) throw new Error('a delivery was not written');
  return saved.id;
}

/** What is wrong with this file, kept until it is over, with the fingerprint by which its case is found. */
export const keepTrouble = (tx: Db, id: number, trouble: Anomaly): Promise<number> =>
  run(tx, 'update delivery set trouble = $2, fingerprint = $3 where id = $1', [
    id,
    JSON.stringify(trouble),
    fingerprint(trouble),
  ]);

/** Troubles about files of this name from here; they are over. */
export async function takeTroubles(tx: Db, origin: Origin, name: string): Promise<Anomaly[]> {
  const found = await rows(
    tx,
    Id.extend({ trouble: Trouble }),
    `select d.id, d.trouble from delivery d where d.name = $1 and ${sameOrigin(2)} and d.trouble is not null order by d.id`,
    [name, ...originOf(origin)],
  );
  await run(tx, 'update delivery set trouble = null where id = any($1::bigint[])', [found.map(({ id }) => id)]);
  return found.flatMap(({ trouble }) => trouble ?? []);
}
