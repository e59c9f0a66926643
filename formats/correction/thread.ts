import { parentPort, workerData } from 'node:worker_threads';
import type { CorrectionTarget } from '../../domain/correction';
import { checkCorrectionFile } from './check';

// Safe: what `inThread` gives.
const { bytes, targets } = workerData as { bytes: Uint8Array; targets: CorrectionTarget[] };
void checkCorrectionFile(bytes, targets).then((checked) => parentPort?.postMessage(checked));
