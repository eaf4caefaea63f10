import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { hiddenFromWeb, rights, workerTables } from './rights.ts';

const folder = resolve(import.meta.dirname, '../migrations');
const tables = globSync(`${folder}/*.sql`).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^create (?:unlogged )?table (\w+)/gm)].map((match) => match[1] as string),
);

it('names tables that there are, and for every table somebody who writes it', () => {
  expect(tables.length).toBeGreaterThan(40);
  for (const [role, ofRole] of Object.entries(rights))
    for (const table of Object.keys(ofRole)) expect(tables, `${role}: ${table}`).toContain(table);
  const written = new Set(
    Object.values(rights)
      .flatMap(Object.entries)
      .flatMap(([table, what]) => (/insert/.test(what) ? [table] : [])),
  );
  expect(tables.filter((table) => !written.has(table) && !workerTables.includes(table))).toEqual([]);
});

it('lets the door see no people, no channels and no runs, and take nothing away', () => {
  const { source_secret: ofPushedSources, ...door } = rights.signalbox_door;
  expect(ofPushedSources).toBe('select'); // cut by row
  for (const table of tables.filter((one) =>
    /_secret$|^(auth_|alert_|audit|run|attempt|edge|setting|source_|widget)/.test(one),
  ))
    expect(door[table], table).toBeUndefined();
  const removes = Object.entries(rights.signalbox_door).filter(([, what]) => /delete|truncate/.test(what));
  expect(removes.map(([table]) => table)).toEqual(['check_in_open']);
});

it('lets the worker see no people, and nobody change what is in the audit trail', () => {
  for (const table of tables.filter((one) => /^(auth_|audit)/.test(one)))
    expect(rights.signalbox_worker[table]).toBeUndefined();
  for (const ofRole of Object.values(rights)) expect(ofRole.audit ?? '').not.toMatch(/update|delete/);
});

it('lets the web process write secrets of sources and channels, and read none', () => {
  for (const table of hiddenFromWeb) {
    expect(rights.signalbox_web[table], table).toBeDefined();
    expect(rights.signalbox_web[table]).not.toMatch(/select(?! \()|sealed|secret/);
  }
  expect(tables.filter((one) => /_secret$/.test(one) && !hiddenFromWeb.some((hidden) => hidden === one))).toEqual([]);
});
