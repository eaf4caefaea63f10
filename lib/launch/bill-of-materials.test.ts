import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bomOf, type Component, type LockedPackage } from './bill-of-materials.ts';

const root = resolve(import.meta.dirname, '../..');
type Locked = LockedPackage & { dev?: boolean; inBundle?: boolean };
const { packages } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};
const bom = bomOf(packages);

/**
 * Licences that let us ship the package as it is. Of those that ask for more: MPL-2.0 and LGPL-3.0 cover changes of their own files
 * (lightningcss; libvips, a library of its own that `sharp` loads), CC-BY-4.0 is of data (caniuse-lite).
 */
const allowed = new Set([
  ...['0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'Unlicense', 'CC0-1.0', 'BlueOak-1.0.0'],
  ...['Apache-2.0', 'MPL-2.0', 'LGPL-3.0-or-later', 'CC-BY-4.0'],
]);

/** SPDX expressions of `AND`, or of `OR` in parentheses: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions */
function isAllowed(text: string): boolean {
  const inner = /^\((.*)\)$/.exec(text)?.[1] ?? text;
  if (inner.includes(' OR ')) return inner.split(' OR ').some(isAllowed);
  return inner.split(' AND ').every((one) => allowed.has(one));
}
const textOf = ({ licenses }: Component): string =>
  licenses.map((one) => ('expression' in one ? one.expression : one.license.id)).join(' AND ');

it('the lockfile says of every package what it must be byte for byte, unless it comes within another', () => {
  const unsaid = Object.entries(packages).filter(([folder, one]) => folder !== '' && !one.inBundle && !one.integrity);
  expect(unsaid.map(([folder]) => folder)).toEqual([]);
});

describe('the bill of materials', () => {
  it('lists exactly what npm installs without packages of development, each once', () => {
    // npm reckons `dev` by itself when it writes the lockfile; the bill follows the dependencies
    const wanted = Object.entries(packages)
      .filter(([folder, { dev }]) => folder !== '' && !dev)
      .map(
        ([folder, { name, version }]) => `${name ?? folder.slice(folder.lastIndexOf('node_modules/') + 13)}@${version}`,
      );
    expect(bom.components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...new Set(wanted)].sort());
    const names = bom.components.map(({ name }) => name);
    for (const name of ['pg', 'next', 'zod']) expect(names).toContain(name);
    for (const name of ['typescript', 'fast-check', 'kafkajs']) expect(names).not.toContain(name);
  });

  it('says of each where it comes from, what it must be byte for byte, and under which licence it stands', () => {
    for (const one of bom.components) {
      expect(one.purl, one.name).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d[\w.+-]*$/);
      expect(one.hashes?.[0]?.content ?? '', one.name).toMatch(/^[0-9a-f]{128}$/);
      expect(textOf(one), one.name).not.toBe('');
    }
  });

  it('has no licence that we did not agree to', () => {
    expect(bom.components.filter((one) => !isAllowed(textOf(one))).map((one) => `${one.name}: ${textOf(one)}`)).toEqual(
      [],
    );
    expect(isAllowed('MIT AND GPL-3.0-only')).toBe(false);
    expect(isAllowed('(MIT OR GPL-3.0-only)')).toBe(true);
  });

  it('ties what needs to what is needed', () => {
    const refs = new Set([bom.metadata.component, ...bom.components].map((one) => one['bom-ref']));
    expect(new Set(bom.dependencies.map(({ ref }) => ref))).toEqual(refs);
    for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(refs.has(ref), ref).toBe(true);
    const next = bom.components.find(({ name }) => name === 'next')?.['bom-ref'];
    const own = bom.dependencies.find(({ ref }) => ref === bom.metadata.component['bom-ref']);
    expect(own?.dependsOn).toContain(next);
  });
});
