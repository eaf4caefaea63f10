// `npm run sbom`: the software bill of materials, on stdout.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bomOf, type LockedPackages } from './bill-of-materials.ts';

const lock = resolve(import.meta.dirname, '../../package-lock.json');
const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as { packages: LockedPackages };
console.log(JSON.stringify(bomOf(packages), null, 2));
