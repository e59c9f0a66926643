import { intoL20, isAmbiguous, severityOfFlag } from '../domain/flag-scale';
import type { Severity } from '../domain/words';
import type { PostedAnomaly } from './anomaly-schema';
import type { Pointed } from './item-error';

/** A flag as posted. Without a version the scale's usual one is meant. */
export interface PostedFlag {
  scale: string;
  version: string | null;
  code: string;
}

/** The item's flag with its scale; `QARTOD@2020` names scale and version in one. L20 where none is told. */
export function flagOf(posted: PostedAnomaly): PostedFlag | null {
  const code = posted.flags?.original ?? posted.flag ?? null;
  return code === null ? null : { ...scaleOf(posted), code: code.toString() };
}

function scaleOf({ flags, flag_scheme: scheme }: PostedAnomaly): Omit<PostedFlag, 'code'> {
  const [scale = 'L20', version = null] = (flags?.scale ?? scheme ?? 'L20').split('@');
  return { scale, version: flags?.scale_version?.toString() ?? version };
}

export function ambiguityOf(posted: PostedAnomaly): Pointed | null {
  const flag = flagOf(posted);
  if (!flag || !isAmbiguous(flag.scale, flag.version, flag.code)) return null;
  const path = posted.flags ? ['flags', 'scale_version'] : ['flag_scheme'];
  return {
    path,
    code: 'scale_version_required',
    detail: 'must say which QARTOD: 1 was bad once and is good since 2020',
  };
}

/** By its flag where it has one, else an error. */
export function severityOf(posted: PostedAnomaly): Severity {
  const flag = flagOf(posted);
  const meaning = flag && intoL20(flag.scale, flag.version, flag.code);
  return (meaning && severityOfFlag(meaning.canonical)) ?? 'error';
}
