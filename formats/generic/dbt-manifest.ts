import { z } from 'zod';
import { BodyFault } from '../fault';
import { pointerOf } from '../item-error';
import type { Fields } from './words';

const Meta = z.record(z.string(), z.unknown()).nullish();
const Node = z.looseObject({
  column_name: z.string().nullish(),
  attached_node: z.string().nullish(),
  relation_name: z.string().nullish(),
  description: z.string().nullish(),
  depends_on: z.looseObject({ nodes: z.array(z.string()).nullish() }).nullish(),
  test_metadata: z
    .object({ name: z.string().nullish(), kwargs: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
  meta: Meta,
  config: z.looseObject({ meta: Meta }).nullish(),
});
const Manifest = z.looseObject({
  nodes: z.record(z.string(), z.unknown()),
  sources: z.record(z.string(), z.unknown()).nullish(),
});
type Node = z.output<typeof Node>;

/** What the manifest tells of one test. */
export interface DbtTest {
  column: string | undefined;
  /** What the test looks at, as the warehouse names it. */
  relation: string | undefined;
  description: string | undefined;
  /** Such as `accepted_range` and its limits. */
  kind: Node['test_metadata'];
  meta: Fields;
}

/** Looks up a test by its unique id; nothing without a manifest. Throws BodyFault for what is none. */
export function dbtManifest(config: unknown): (uniqueId: string) => DbtTest | undefined {
  if (config === undefined || config === null) return () => undefined;
  const manifest = Manifest.safeParse(config);
  if (!manifest.success)
    throw new BodyFault('bad_config', 'The configuration of a dbt report is its manifest.json: it has no "nodes".');
  const { nodes, sources } = manifest.data;
  const nodeOf = (id: string | undefined, kind: 'nodes' | 'sources' = 'nodes'): Node | undefined => {
    const all = { nodes, sources: sources ?? {} }[kind];
    if (id === undefined || !Object.hasOwn(all, id)) return undefined;
    const node = Node.safeParse(all[id]);
    if (node.success) return node.data;
    const pointer = pointerOf([kind, id, ...(node.error.issues[0]?.path ?? [])]);
    throw new BodyFault('bad_config', `The manifest is wrong at "${pointer}".`);
  };
  return (uniqueId) => {
    const node = nodeOf(uniqueId);
    if (!node) return undefined;
    const parent = node.attached_node ?? node.depends_on?.nodes?.[0];
    return testOf(node, (nodeOf(parent) ?? nodeOf(parent, 'sources'))?.relation_name);
  };
}

const testOf = (
  { column_name: column, description, test_metadata: kind, meta, config }: Node,
  relation: Text,
): DbtTest => ({
  column: column ?? undefined,
  relation: relation ?? undefined,
  description: description ?? undefined,
  kind: kind ?? undefined,
  meta: { ...meta, ...config?.meta },
});
type Text = string | null | undefined;
