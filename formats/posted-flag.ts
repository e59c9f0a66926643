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
  if (code === null) return null;
  const { scale, version } = scaleOf(posted);
  return { scale, version, code: code.toString() };
}

function scaleOf({ flags, flag_scheme: scheme }: PostedAnomaly): Omit<PostedFlag, 'code'> {
  const named = flags?.scale ?? scheme ?? 'L20';
  const told = flags?.scale_version?.toString() ?? null;
  const at = named.indexOf('@');
  return at < 0 ? { scale: named, version: told } : { scale: named.slice(0, at), version: told ?? named.slice(at + 1) };
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
