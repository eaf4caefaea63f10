import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manifests } from './manifests.ts';

it('shows the manifest of every collector there is', () => {
  const root = new URL('../../../../collectors/', import.meta.url);
  const folders = readdirSync(root).filter(
    (name) => !name.startsWith('_') && existsSync(new URL(`${name}/manifest.ts`, root)),
  );
  expect([...manifests.keys()].sort()).toEqual(folders.sort());
});
