import { existsSync } from 'node:fs';
import { join } from 'node:path';

// The same from the sources and from `dist`, where the build puts copies.
export const MIGRATIONS = join(__dirname, '../db/migrations');
export const SAMPLES = join(__dirname, '../samples');

const BUNDLE = join(__dirname, '../workflow-bundle.js');
/** The workflows' code as the build made it; without it the worker bundles them at its start. */
export const builtWorkflows = (): { workflowBundle?: string } => (existsSync(BUNDLE) ? { workflowBundle: BUNDLE } : {});
