import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  type CorrespondingPerson,
  correspondentsOf,
  findCorrespondent,
  findOrganisation,
  findRequester,
  type Party,
  type TimelinePlace,
  timelineOf,
} from '../../db/desk/party';
import { PartyPage } from '../../web/console/party';
import { page } from '../../web/html';
import { encodeCursor } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool'>;
const PAGE_ROWS = 50;

/** A person outside the desk, or an organisation, with everything between them and the centre. */
export const partyPages = ({ pool }: Deps): Router =>
  Router()
    .get('/correspondents/:code', async (req, res) => {
      const person = await findCorrespondent(pool, req.params.code);
      if (!person) throw problem(404, 'not_found', 'There is no such person.');
      const { supplier, supplierName, name, email, refused } = person;
      const organisation = supplier === null ? null : { code: supplier, name: supplierName ?? supplier };
      await show(
        pool,
        req,
        res,
        { title: name, people: [], organisation, email, refused },
        { contact: person.id, supplier: null, requester: null },
      );
    })
    .get('/requesters/:id', async (req, res) => {
      const id = /^[1-9]\d{0,8}$/.test(req.params.id) ? Number(req.params.id) : 0;
      const person = await findRequester(pool, id);
      if (!person) throw problem(404, 'not_found', 'There is no such person.');
      if (person.contact !== null) return res.redirect(303, `/correspondents/${encodeURIComponent(person.contact)}`);
      const { name, email, unreachable } = person;
      const shown = { title: name ?? email, people: [], organisation: null, email, refused: unreachable };
      await show(pool, req, res, shown, { contact: null, supplier: null, requester: id });
    })
    .get('/organisations/:code', async (req, res) => {
      const organisation = await findOrganisation(pool, req.params.code);
      if (!organisation) throw problem(404, 'not_found', 'There is no such organisation.');
      const people = await correspondentsOf(pool, organisation.code);
      const shown = { title: organisation.name, people, organisation: null, email: null, refused: false };
      await show(pool, req, res, shown, { contact: null, supplier: organisation.code, requester: null });
    });

interface Shown {
  title: string;
  people: readonly CorrespondingPerson[];
  organisation: { code: string; name: string } | null;
  email: string | null;
  refused: boolean;
}
async function show(pool: Deps['pool'], req: Request, res: Response, shown: Shown, party: Party): Promise<void> {
  const found = await timelineOf(pool, party, { limit: PAGE_ROWS + 1, before: placeOf(req.query['before']) });
  // On a person's own page everything is with them.
  const entries = found
    .slice(0, PAGE_ROWS)
    .map((entry) => ({ ...entry, who: party.supplier === null ? null : entry.who }));
  const last = found.length > PAGE_ROWS ? entries.at(-1) : undefined;
  const place = last && encodeCursor({ at: last.at.toISOString(), key: `${last.kind} ${last.id}` });
  const older = place ? `?${new URLSearchParams({ before: place }).toString()}` : null;
  res.type('html').send(page(PartyPage({ ...shellOf(req, res), ...shown, entries, older })));
}

const Place = z.strictObject({
  at: z.iso.datetime().transform((text) => new Date(text)),
  key: z
    .string()
    .max(100)
    .regex(/^\w+ [\w-]+$/),
});
/** A cursor that is not ours starts from the newest. */
function placeOf(cursor: unknown): TimelinePlace | null {
  if (typeof cursor !== 'string') return null;
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
