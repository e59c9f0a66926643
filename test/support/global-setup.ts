import { join } from 'node:path';
import { migrate } from '../../db/migrate';
import { databaseUrl, onServer } from './database';

/** Starts what every test needs once: Postgres with a migrated template of this run's own. */
export default async function globalSetup(): Promise<void> {
  const server = process.env['VIGIE_TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5599/postgres';
  const template = `vigie_template_${process.pid}`;
  process.env['VIGIE_TEST_DATABASE_URL'] = server;
  process.env['VIGIE_TEST_TEMPLATE'] = template;
  await onServer(`drop database if exists ${template} with (force)`, server);
  await onServer(`create database ${template}`, server);
  await migrate(databaseUrl(template, server), join(__dirname, '../../db/migrations'));
}
