import { BodyFault } from '../fault';
import { ARGO } from './argo';
import { isNetcdf } from './body';
import { COPERNICUS } from './copernicus';
import { openNetcdf } from './file';
import { IOOS_QC } from './ioos';
import { SEADATANET } from './seadatanet';
import { type NetcdfKind, netcdfReader, type Sheet } from './sheet';

const KINDS = {
  argo_profile: ARGO,
  copernicus_nc: COPERNICUS,
  seadatanet_nc: SEADATANET,
  ioos_qc_nc: IOOS_QC,
} satisfies Record<string, NetcdfKind>;
type NetcdfFormat = keyof typeof KINDS;

/** Readers of NetCDF files by the name `format=` takes. */
export const NETCDF_READERS = {
  argo_profile: netcdfReader(ARGO),
  copernicus_nc: netcdfReader(COPERNICUS),
  seadatanet_nc: netcdfReader(SEADATANET),
  ioos_qc_nc: netcdfReader(IOOS_QC),
} satisfies Record<NetcdfFormat, unknown>;

/**
 * Which of our formats a whole NetCDF file is, by its variables; null when its first bytes are not NetCDF's. Throws
 * BodyFault for a damaged file, for one that is none of ours, and for one that could be two.
 */
export async function detectNetcdf(bytes: Uint8Array): Promise<NetcdfFormat | null> {
  if (!isNetcdf(bytes)) return null;
  const file = await openNetcdf(Uint8Array.from(bytes));
  try {
    // Safe: the keys of the record.
    const found = (Object.keys(KINDS) as NetcdfFormat[]).filter((format) => KINDS[format].holds(file));
    const [format, other] = found;
    if (format && !other) return format;
    throw new BodyFault(
      'unknown_format',
      format
        ? `It could be ${found.join(' or ')}: name the format.`
        : 'This NetCDF file holds no flags that are known here.',
    );
  } finally {
    await file.close();
  }
}

/** The groups of a whole NetCDF file with all their points, flagged or not. Throws BodyFault as `detectNetcdf` does. */
export async function* sheetsOf(bytes: Uint8Array): AsyncGenerator<Sheet> {
  const format = await detectNetcdf(bytes);
  if (format === null) throw new BodyFault('bad_netcdf', 'The first bytes are not those of NetCDF.');
  const file = await openNetcdf(Uint8Array.from(bytes));
  try {
    yield* KINDS[format].sheets(file, undefined);
  } finally {
    await file.close();
  }
}
