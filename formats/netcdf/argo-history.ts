import { argoTests } from './argo-tests';
import type { NetcdfFile } from './file';
import { textsOf } from './values';

/** The tests that were performed on a profile and those that failed, by the newest record of each; null when none says it. */
export type ArgoHistory = (profile: number) => { performed: string[] | null; failed: string[] | null };

export async function argoHistory(file: NetcdfFile): Promise<ArgoHistory> {
  const [action, tests] = [file.variables.get('HISTORY_ACTION'), file.variables.get('HISTORY_QCTEST')];
  const profiles = file.dimensions.get('N_PROF') ?? 0;
  if (!action || !tests || profiles === 0) return () => ({ performed: null, failed: null });
  const [actions, hexes] = [await textsOf(file, action), await textsOf(file, tests)];
  return (profile) => {
    const newest = (wanted: string): string[] | null => {
      const at = actions.findLastIndex((what, i) => what === wanted && i % profiles === profile);
      return at < 0 ? null : argoTests(hexes[at] ?? '');
    };
    return { performed: newest('QCP$'), failed: newest('QCF$') };
  };
}
