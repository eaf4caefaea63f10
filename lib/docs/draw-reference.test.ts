import { describe, expect, it } from 'vitest';
import { openapi } from '#lib/http/openapi.ts';
import { type Document, drawReference, referencePolicy } from './draw-reference.ts';
import { schemaText } from './schema-text.ts';

const document = openapi('https://signalbox.example.com') as unknown as Document;
const html = drawReference(document);

describe('the API reference', () => {
  it('has every operation with its role, and a place in its contents that leads there', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method })),
    );
    expect(operations.length).toBeGreaterThan(40);
    const ids = [...html.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(operations.length);
    expect(links).toEqual(ids);
    expect(html).toContain('Least role: operator.');
  });

  it('runs nothing and loads nothing', () => {
    expect(html).not.toMatch(/<script|<img|<link|url\(|style="/);
    expect(referencePolicy).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });
});

it('says a schema as a person reads it', () => {
  const schema = {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      state: { enum: ['ok', 'dead'] },
      tags: { type: 'array', items: { type: 'string' } },
      at: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    },
    required: ['id', 'state'],
  };
  expect(schemaText(schema)).toBe(
    '{\n  id: string (uuid)\n  state: "ok" | "dead"\n  tags?: string[]\n  at?: string | null\n  limit?: integer (1 to 200, default 50)\n}',
  );
  expect(schemaText(undefined)).toBe('anything');
});
