import { readCsvCorrection } from './correction/csv';
import type { RowSink } from './correction/sink';
import { readNetcdfCorrection, readOdvCorrection } from './correction/whole';
import { detect } from './detect';
import { isNetcdf } from './netcdf/body';

/**
 * Corrected rows of a supplier's file, whatever its kind: CSV, an ODV spreadsheet, a NetCDF file of a layout we know; of the
 * last two only the `parameters` asked about. Throws BodyFault when it is no such file.
 */
export async function readCorrection(bytes: Uint8Array, parameters: readonly string[], sink: RowSink): Promise<void> {
  if (isNetcdf(bytes)) return readNetcdfCorrection(bytes, parameters, sink);
  const found = detect(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if ('format' in found && found.format === 'odv') return readOdvCorrection(bytes, parameters, sink);
  readCsvCorrection(bytes, sink);
}
