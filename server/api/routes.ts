import { Router } from 'express';
import { apiCaller } from '../auth';
import type { ServerDeps } from '../deps';
import { registerRoutes } from '../registers';
import { anomalyRoutes } from './anomalies';
import { caseRoutes } from './cases';
import { commandRoutes } from './commands';
import { correctionRoutes } from './corrections';
import { decisionFileRoutes } from './decision-files';
import { deliveryRoutes } from './deliveries';
import { dutyRoutes } from './duty';
import { reliefRoutes } from './relief';
import { feedRoutes } from './feed';
import { flagScaleRoutes } from './flag-scales';
import { holdRoutes } from './holds';
import { ingestRoutes } from './ingest';
import { plotRoutes } from './plot';
import { receiptRoutes } from './receipts';
import { ruleRoutes } from './rules';
import { runRoutes } from './runs';
import { serviceLevelRoutes } from './service-levels';
import { ticketRoutes } from './tickets';
import { webhookRoutes } from './webhooks';
import { statisticsRoutes } from './statistics';
import { whyRoutes } from './why';

/** Everything under `/api/v1`, behind an API key. */
export const apiRoutes = (deps: ServerDeps): Router =>
  Router()
    .use(apiCaller(deps))
    .use(ingestRoutes(deps), runRoutes(deps), deliveryRoutes(deps), flagScaleRoutes(deps))
    .use(caseRoutes(deps), commandRoutes(deps), anomalyRoutes(deps), plotRoutes(deps), correctionRoutes(deps))
    .use(ticketRoutes(deps))
    .use(feedRoutes(deps), decisionFileRoutes(deps), receiptRoutes(deps), webhookRoutes(deps))
    .use(ruleRoutes(deps), holdRoutes(deps), whyRoutes(deps))
    .use(statisticsRoutes(deps), dutyRoutes(deps), reliefRoutes(deps), serviceLevelRoutes(deps))
    .use(registerRoutes(deps));
