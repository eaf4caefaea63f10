// What Signalbox is made of, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json), from the lockfile alone, the same each time. Pure. npm's
// own `npm sbom --omit dev` leaves out packages that development needs as well, `pg` among them.

export interface LockedPackage {
  /** Where it is installed under another name. */
  name?: string;
  version?: string;
  license?: string;
  /** `sha512-…` in base64. */
  integrity?: string;
  optional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}
/** By folder; '' is ourselves. https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

export interface Component {
  'bom-ref': string;
  type: 'library' | 'application';
  name: string;
  version: string;
  scope?: 'required' | 'optional';
  purl: string;
  hashes?: { alg: 'SHA-512'; content: string }[];
  licenses: ({ license: { id: string } } | { expression: string })[];
}

export interface Bom {
  bomFormat: 'CycloneDX';
  specVersion: '1.5';
  version: 1;
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** The folders of what `folder` asks for at run time; what is optional may be missing. */
function needsOf(packages: LockedPackages, folder: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = packages[folder] ?? {};
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  return names.flatMap((name) => folderFrom(packages, folder, name) ?? []);
}

/** As Node finds a package: in the folder's own node_modules, else further up. */
function folderFrom(packages: LockedPackages, from: string, name: string): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const folder = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[folder]) return folder;
    if (at === '') return null;
  }
}

/** Folders of all that runs with the product, each once. */
function reachedFrom(packages: LockedPackages, start: string): string[] {
  const reached = new Set([start]);
  for (const folder of reached) for (const need of needsOf(packages, folder)) reached.add(need);
  return [...reached];
}

function componentOf(
  folder: string,
  { name, version = '', license = '', integrity, optional }: LockedPackage,
): Component {
  const own = name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${own.replace('@', '%40')}@${version}`;
  const [algorithm, digest] = integrity?.split('-') ?? [];
  return {
    'bom-ref': purl,
    type: folder === '' ? 'application' : 'library',
    name: own,
    version,
    ...(folder === '' ? {} : { scope: optional ? 'optional' : 'required' }),
    purl,
    ...(algorithm === 'sha512' && digest
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
      : {}),
    licenses: [/[ (]/.test(license) ? { expression: license } : { license: { id: license } }],
  };
}

/** Pure. Development's own packages are left out. */
export function bomOf(packages: LockedPackages): Bom {
  const folders = reachedFrom(packages, '');
  const byRef = new Map<string, { component: Component; needs: Set<string> }>();
  const refOf = (folder: string): string => componentOf(folder, packages[folder] ?? {})['bom-ref'];
  for (const folder of folders) {
    const component = componentOf(folder, packages[folder] ?? {});
    const known = byRef.get(component['bom-ref']) ?? { component, needs: new Set() };
    for (const need of needsOf(packages, folder)) known.needs.add(refOf(need));
    byRef.set(component['bom-ref'], known);
  }
  const [self, ...others] = byRef.values();
  const sorted = others.map(({ component }) => component).sort((a, b) => (a.purl < b.purl ? -1 : 1));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: (self as { component: Component }).component },
    components: sorted,
    dependencies: [...byRef].map(([ref, { needs }]) => ({ ref, dependsOn: [...needs].sort() })),
  };
}
