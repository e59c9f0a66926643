import { type Line, send } from './load';
import type { Site } from './site';

/** What a ship downloads to answer: one request, compressed. */
export async function page(site: Site): Promise<Line> {
  const { body } = await send({ method: 'GET', url: site.supplierLink, headers: { 'accept-encoding': 'gzip' } });
  const plain = await send({ method: 'GET', url: site.supplierLink });
  return {
    what: 'Supplier page with its plot, one request, gzip',
    measured: `${(body.length / 1024).toFixed(1)} KB`,
    against: `plain ${(plain.body.length / 1024).toFixed(1)} KB; budget 15 KB`,
    ratio: (body.length / plain.body.length).toFixed(2),
  };
}
