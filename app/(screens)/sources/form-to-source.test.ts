import { describe, expect, it } from 'vitest';
import { manifest as pgBoss } from '#collectors/pg-boss/manifest.ts';
import { manifest as redisList } from '#collectors/redis-list/manifest.ts';
import { sourceFrom } from './form-to-source.ts';

function fieldsOf(values: Record<string, string>): FormData {
  const fields = new FormData();
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
  return fields;
}

describe('the form of a source', () => {
  it('leaves out what was left empty, so that defaults hold', () => {
    const source = sourceFrom(pgBoss, fieldsOf({ name: ' orders ', url: 'postgres://x', schema: '', queues: '' }), {});
    expect(source).toMatchObject({ name: 'orders', kind: 'pg-boss', environment: 'production', pollMs: 5_000 });
    expect(source.config).toEqual({ url: 'postgres://x' });
  });

  it('reads names one a line, seconds as milliseconds, and pointers', () => {
    const values = {
      name: 'o',
      url: 'postgres://x',
      queues: 'mail\n pay ,ship\n',
      seconds: '0.5',
      correlation: '/order/id',
    };
    const source = sourceFrom(pgBoss, fieldsOf(values), {});
    expect(source.config.queues).toEqual(['mail', 'pay', 'ship']);
    expect(source.pollMs).toBe(500);
    expect(source.correlation.pointers).toEqual(['/order/id']);
  });

  it('reads rows of names, without empty cells and empty rows', () => {
    const values = {
      name: 'o',
      url: 'redis://x',
      'queues.0.name': 'q',
      'queues.0.deadLetter': 'q:dlq',
      leaseMs: '1000',
    };
    const { config } = sourceFrom(redisList, fieldsOf(values), { queues: 2 });
    expect(config).toEqual({ url: 'redis://x', queues: [{ name: 'q', deadLetter: 'q:dlq' }], leaseMs: 1000 });
  });
});
