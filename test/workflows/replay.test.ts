import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { HISTORIES, quietRuntime, workflowBundle } from '../support/temporal';

beforeAll(quietRuntime);

const histories = readdirSync(HISTORIES).filter((file) => file.endsWith('.json'));

test('there are histories to replay', () => {
  expect(histories.length).toBeGreaterThanOrEqual(7);
});

test.each(histories)('runs in flight go on under the present workflows: %s', async (file) => {
  const history: unknown = JSON.parse(readFileSync(join(HISTORIES, file), 'utf8'));
  const codePath = await workflowBundle();
  await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, `case/${basename(file, '.json')}`);
});
