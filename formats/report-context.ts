import { z } from 'zod';

const code = z.string().min(1).max(200);
/** What a report does not say of itself. `parameter`, `unit` and `sensor` are meant only where the report has one parameter. */
export const ReportContext = z
  .object({
    source: code,
    dataset: code,
    cruise: code.optional(),
    supplier: code.optional(),
    platform: code.optional(),
    sensor: code.optional(),
    parameter: code.optional(),
    unit: z.string().min(1).max(50).optional(),
    run_id: code.optional(),
    data_version: code.optional(),
  })
  .meta({ id: 'ReportContext' });
export type ReportContext = z.output<typeof ReportContext>;
