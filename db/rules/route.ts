import { z } from 'zod';
import { CONTACT_ROLES, type Route } from '../../domain/contact';
import { type Db, firstRow, rows } from '../query';

const text = z.string().nullable();
export const RouteColumn = z
  .object({ supplier: text, contact: text, role: z.enum(CONTACT_ROLES).nullable() })
  .nullable();

const Routed = z.object({ id: z.number(), route: RouteColumn });
/** Where these versions of rules send their cases; those that leave it to the registers are absent. */
export async function routesOf(db: Db, versions: readonly number[]): Promise<Map<number, Route>> {
  const found = await rows(db, Routed, 'select id, route from rule where id = any($1::int[]) and route is not null', [
    versions,
  ]);
  return new Map(found.flatMap(({ id, route }) => (route ? [[id, route] as const] : [])));
}

/** Whether the registers know the supplier or contact that a route names. */
export async function isRouteKnown(db: Db, { supplier, contact }: Route): Promise<boolean> {
  const known = await firstRow(
    db,
    z.object({ known: z.boolean() }),
    `select ($1::text is null or exists (select from supplier where code = $1))
        and ($2::text is null or exists (select from contact where code = $2)) as known`,
    [supplier, contact],
  );
  return known?.known ?? false;
}
