import pg from 'pg';
import type { z } from 'zod';

/** Whatever can run a statement: the pool, or the client that holds a transaction. The caller owns the transaction. */
export type Db = Pick<pg.ClientBase, 'query'>;
export type Pool = pg.Pool;

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const CONNECT_MS_MAX = 3000;
/** What a person waits for is done long before this, or Postgres is in trouble. */
const STATEMENT_MS_MAX = 15_000;
/** For a statement over a whole batch or a whole history, on a slow disk. */
export const PATIENT_MS = 600_000;
/** Postgres ends a statement itself, if it still can; only then do we. */
const ANSWER_MS = 2000;

/** Gives a connection up that is not made in time. To wait for a free one of a busy pool has no such limit. */
class Client extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_MS_MAX });
  }
}
const isSilent = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';

/**
 * A connection that Postgres ends (a restart, a fail-over) must not end our process: whoever holds it learns of it by the
 * next statement, and the pool replaces it.
 */
export function openPool(connectionString: string, max = 10, statementMsMax = STATEMENT_MS_MAX): Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    statement_timeout: statementMsMax,
    query_timeout: statementMsMax + ANSWER_MS,
    idleTimeoutMillis: 30_000,
    application_name: 'vigie',
    Client,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A statement of which Postgres keeps the plan. It names its columns: a `*` would fail once a migration adds one. */
export interface Prepared {
  name: string;
  text: string;
}
let preparedCount = 0;
/** For what is asked many times a second; made once, where the module is loaded. */
export const prepared = (text: string): Prepared => ({ name: `vigie_${preparedCount++}`, text });
const ask = (db: Db, sql: string | Prepared, values: unknown[]): Promise<pg.QueryResult> =>
  typeof sql === 'string' ? db.query(sql, values) : db.query({ ...sql, values });

/** Every row parsed by its schema; a row that does not fit is a bug and throws. */
export async function rows<S extends z.ZodType>(
  db: Db,
  schema: S,
  sql: string | Prepared,
  values: unknown[] = [],
): Promise<z.output<S>[]> {
  const result = await ask(db, sql, values);
  return result.rows.map((row) => schema.parse(row));
}

export async function firstRow<S extends z.ZodType>(
  db: Db,
  schema: S,
  sql: string | Prepared,
  values: unknown[] = [],
): Promise<z.output<S> | null> {
  return (await rows(db, schema, sql, values))[0] ?? null;
}

/** Runs the statement for its effect; the number of rows touched. */
export const run = async (db: Db, sql: string | Prepared, values: unknown[] = []): Promise<number> =>
  (await ask(db, sql, values)).rowCount ?? 0;

const TRY_AGAIN = new Set(['40001' /* could not serialize */, '40P01' /* deadlock */]);
/** Two transactions wanted what only one may have; a second look sees who has it. */
const ONLY_ONE = new Set(['anomaly_case_accepting']);
const TRIES_MAX = 5;

const commitListeners = new WeakMap<Pool, Set<() => void>>();
/** Calls `listener` after each commit by `inTransaction` on this pool: a wake-up outside the transaction, not a promise. Returns its end. */
export function onCommit(pool: Pool, listener: () => void): () => void {
  const listeners = commitListeners.get(pool) ?? new Set();
  commitListeners.set(pool, listeners.add(listener));
  return () => void listeners.delete(listener);
}

/** One transaction; all or nothing. Repeated when Postgres asks for it. `statementMsMax`: more than the pool allows a statement. */
export async function inTransaction<T>(pool: Pool, work: (tx: Db) => Promise<T>, statementMsMax?: number): Promise<T> {
  const done = await inQuietTransaction(pool, work, statementMsMax);
  for (const listener of commitListeners.get(pool) ?? []) listener();
  return done;
}

/** The same without a wake-up: for the loops themselves, which would wake each other for ever. */
export async function inQuietTransaction<T>(
  pool: Pool,
  work: (tx: Db) => Promise<T>,
  statementMsMax?: number,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const client = await pool.connect();
    const impatient = statementMsMax === undefined ? null : bePatient(client, statementMsMax);
    let broken = false;
    try {
      await client.query(impatient ? `begin; set local statement_timeout = ${statementMsMax}` : 'begin');
      const done = await work(client);
      await client.query('commit');
      return done;
    } catch (error) {
      if (isSilent(error)) broken = true;
      else
        await client.query('rollback').catch(() => {
          broken = true;
        });
      if (tries >= TRIES_MAX || !isLostRace(error)) throw error;
    } finally {
      impatient?.();
      client.release(broken);
    }
  }
}

/** Until the end that it returns is called, this client waits longer for each answer. */
function bePatient(client: pg.PoolClient, statementMsMax: number): () => void {
  // Safe: pg reads this member anew for every query; its types leave it out.
  const { connectionParameters } = client as unknown as { connectionParameters: { query_timeout: number } };
  const before = connectionParameters.query_timeout;
  connectionParameters.query_timeout = statementMsMax + ANSWER_MS;
  return () => {
    connectionParameters.query_timeout = before;
  };
}

const isLostRace = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (TRY_AGAIN.has(error.code ?? '') || ONLY_ONE.has(error.constraint ?? ''));
