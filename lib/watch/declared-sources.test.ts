import { describe, expect, it } from 'vitest';
import { parseDeclaredSources } from './declared-sources.ts';

const text = `
sources:
  - name: orders
    kind: pg-boss
    config: { url: "postgres://reader:\${ORDERS_PASSWORD}@db/orders" }
`;

describe('sources declared in signalbox.yaml', () => {
  it('take their secrets from the environment and the rest from defaults', () => {
    expect(parseDeclaredSources(text, { ORDERS_PASSWORD: 'hunter2' })).toEqual([
      expect.objectContaining({
        name: 'orders',
        environment: 'production',
        pollMs: 5000,
        enabled: true,
        config: { url: 'postgres://reader:hunter2@db/orders' },
      }),
    ]);
  });

  it('name every fault at its place', () => {
    const faulty = `${text}  - { name: "no spaces, please", kind: bullmq, config: {} }\n  - { name: orders, kind: bullmq, config: {} }`;
    expect(() => parseDeclaredSources(faulty, {})).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        fields: {
          'sources.0.config.url': expect.stringContaining('ORDERS_PASSWORD'),
          'sources.1.name': expect.any(String),
        },
      }),
    );
    expect(() => parseDeclaredSources('sources: [', {})).toThrow(expect.objectContaining({ code: 'invalid_input' }));
  });

  it('may be none', () => {
    expect(parseDeclaredSources('', {})).toEqual([]);
  });
});
