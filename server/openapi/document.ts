import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ProblemDocument } from './answers';
import type { Described } from './described';
import { DESCRIBED } from './routes';

/** OpenAPI 3.1 of the API, made from the schemas that validate. */
export function openApiDocument() {
  const registry = new OpenAPIRegistry();
  const key = registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key; it acts as the person it was made for, or as a service.',
  });
  for (const route of DESCRIBED) register(registry, route, key.name);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Vigie',
      version: '1',
      description:
        'The quality watch of a marine data centre. Errors are problem documents (RFC 9457) with a stable `code`; instants are ' +
        'RFC 3339 in UTC; lists answer `{items, next}` and take `limit` and `cursor`; `Idempotency-Key` is optional on every POST.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/api/v1' }],
  });
}

function register(registry: OpenAPIRegistry, route: Described, key: string): void {
  const { method, path, summary, scopes, params, query, body, isBodyOptional = false } = route;
  registry.registerPath({
    method,
    path,
    summary,
    operationId: `${method}${path.replaceAll(/[/{}.]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/\W/g, '')}`,
    tags: [path.split('/')[1] ?? ''],
    description: `Scope: ${scopes.join(' or ')}.`,
    security: [{ [key]: [] }],
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(method === 'post' && {
        headers: z.object({ 'Idempotency-Key': z.string().max(200).optional() }),
      }),
      ...(body && { body: { content: contentOf(body), required: !isBodyOptional } }),
    },
    responses: responsesOf(route),
  });
}

const contentOf = (byType: Record<string, z.ZodType>) =>
  Object.fromEntries(Object.entries(byType).map(([type, schema]) => [type, { schema }]));

const REFUSALS: Record<string, string> = {
  400: 'Not readable',
  401: 'No key, or not a good one',
  403: 'Not permitted',
  404: 'Nothing there',
  409: 'Not possible now',
  410: 'A cursor from before a restore',
  413: 'Too large',
  415: 'Not a media type that is read here',
  422: 'Readable, but not acceptable; each fault with its place',
};

function responsesOf({ method, path, params, query, body, answer, status = 200 }: Described) {
  const codes = [
    '401',
    '403',
    ...(params ? ['404'] : []),
    ...(query ? ['400', '422'] : []),
    ...(body ? ['400', '413', '415', '422'] : []),
    ...(method === 'get' ? [] : ['409']),
    ...(path === '/events' || path === '/decisions' ? ['410'] : []),
  ];
  const refusals = [...new Set(codes)]
    .sort()
    .map((code): [string, ResponseConfig] => [
      code,
      { description: REFUSALS[code] ?? '', content: { 'application/problem+json': { schema: ProblemDocument } } },
    ]);
  return Object.fromEntries([
    [String(status), { description: 'Done', content: contentOf(answer) }],
    ...refusals,
  ] satisfies [string, ResponseConfig][]);
}
