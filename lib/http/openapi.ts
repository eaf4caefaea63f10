// OpenAPI 3.1 from the contracts: https://spec.openapis.org/oas/v3.1.1
import * as z from 'zod';
import { leastFor, type Method } from '#lib/auth/access-table.ts';
import { errorBody } from '#lib/contracts/error-body.ts';
import { listFilters } from '#lib/contracts/filter.ts';
import { type Operation, operations } from '#lib/contracts/operations.ts';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const isList: ReadonlySet<string> = new Set(listFilters);

function parametersOf(path: string, query: z.ZodObject | undefined): Json[] {
  const inPath = [...path.matchAll(/\[(\w+)\]/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (!query) return inPath;
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Json; required?: string[] };
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    // lists repeat or take commas
    ...(isList.has(name) ? { style: 'form', explode: true } : {}),
  }));
  return [...inPath, ...inQuery];
}

const fault = {
  description: 'A fault',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function operationOf(path: string, method: Method, operation: Operation): Json {
  const { summary, query, body, answer, status = 200, further, type = 'application/json' } = operation;
  const least = leastFor(`/api/v1${path}`, method);
  return {
    summary,
    description: `Least role: ${least}.`,
    security: least === 'public' ? [] : [{ token: [] }, { session: [] }],
    parameters: parametersOf(path, query),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }
      : {}),
    responses: {
      [status]: {
        description: 'Done',
        ...(answer ? { content: { [type]: { schema: schemaOf(answer, 'output') } } } : {}),
      },
      ...(further
        ? {
            202: {
              description: 'Not done yet',
              content: { 'application/json': { schema: schemaOf(further, 'output') } },
            },
          }
        : {}),
      default: fault,
    },
  };
}

/** The document; `url` is the public base URL. */
export function openapi(url: string): Json {
  const paths = Object.entries(operations).map(([path, byMethod]) => [
    path.replaceAll(/\[(\w+)\]/g, '{$1}'),
    Object.fromEntries(
      Object.entries(byMethod).map(([method, operation]) => [
        method.toLowerCase(),
        operationOf(path, method as Method, operation),
      ]),
    ),
  ]);
  return {
    openapi: '3.1.1',
    info: { title: 'Signalbox', version: '1', description: 'Every background job, wherever it runs.' },
    servers: [{ url: `${url.replace(/\/$/, '')}/api/v1` }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Error: schemaOf(errorBody, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: url.startsWith('https://') ? '__Host-signalbox_session' : 'signalbox_session',
        },
      },
    },
  };
}
