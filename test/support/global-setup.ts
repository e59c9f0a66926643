import { join } from 'node:path';
import { migrate } from '../../db/migrate';
import { databaseUrl, onServer, TEMPLATE } from './database';

/** Starts what every test needs once: Postgres with a migrated template. */
export default async function globalSetup(): Promise<void> {
  const server = process.env['VIGIE_TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5599/postgres';
  process.env['VIGIE_TEST_DATABASE_URL'] = server;
  await onServer(`drop database if exists ${TEMPLATE} with (force)`, server);
  await onServer(`create database ${TEMPLATE}`, server);
  await migrate(databaseUrl(TEMPLATE, server), join(__dirname, '../../db/migrations'));
}
