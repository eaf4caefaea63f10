// What a fault is played on: a Postgres of its own, a proxy before it where the network is to fail, and the product as `npm start`
// brings it up with `DATABASE_URL` set. Everything is ended and removed by `stop`.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Product, startProduct } from '../product/start-product.ts';
import { type Mutant, mutantEnvironment, requireMutated } from './mutant.ts';
import { type FaultPostgres, startPostgres } from './postgres.ts';
import { openReverseProxy, type ReverseProxy } from './reverse-proxy.ts';
import { openProxy, type TcpProxy } from './tcp-proxy.ts';

export interface RigOptions {
  /** Size of a disk of its own (a tmpfs; needs root) for the database, in MiB. */
  databaseDiskMib?: number;
  /** The same for the product's data directory, where the spool lies. */
  spoolDiskMib?: number;
  /** The product lies below this path of a reverse proxy, which `url` names; its screens are built for that. */
  path?: string;
  /** Settings beside those of a plain start. */
  env?: Record<string, string>;
}

export interface Rig extends Product {
  postgres: FaultPostgres;
  /** Between every process of the product and Postgres. */
  proxy: TcpProxy;
  /** With `path` alone. */
  site: ReverseProxy | null;
  databaseDir: string;
  dataDir: string;
  /** For processes started beside: the settings that the launcher was given. */
  env: Record<string, string>;
  /** Makes a folder that is a disk of its own (a tmpfs; needs root) of `mib` MiB; gives its path. */
  mountDisk(name: string, mib: number): Promise<string>;
  /** Throws when a mutant was asked for and no process loaded it. */
  requireMutant(): void;
  /** Called before the product is stopped. */
  onStop(step: () => Promise<unknown> | unknown): void;
  stop(): Promise<void>;
}

/** Mounts a disk of `mib` MiB on `folder`. Throws where that is not possible: such a fault cannot be played there. */
function mount(folder: string, mib: number): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=755`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`a small disk could not be mounted (root is needed): ${(error as Error).message}`);
  }
}

/** Starts all of it; what was started is ended again when something fails. */
export async function startRig(options: RigOptions = {}, mutant: Mutant | null = null): Promise<Rig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'signalbox-fault-'));
  await chmod(folder, 0o755);
  const undo: (() => Promise<unknown> | unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const makeFolder = async (name: string, mib = 0): Promise<string> => {
      const where = path.join(folder, name);
      await mkdir(where, { mode: 0o755 });
      if (mib > 0) {
        mount(where, mib);
        undo.push(() => execFileSync('umount', ['--lazy', where]));
      }
      return where;
    };
    const databaseDir = await makeFolder('database', options.databaseDiskMib);
    const dataDir = await makeFolder('data', options.spoolDiskMib);
    const postgres = await startPostgres(databaseDir);
    undo.push(() => postgres.stop());
    const proxy = await openProxy({ port: postgres.port });
    undo.push(() => proxy.close());
    const site = options.path === undefined ? null : await openReverseProxy(options.path);
    if (site) undo.push(() => site.close());
    const markFile = path.join(folder, 'mutated');
    const env = {
      DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${proxy.port}/`),
      SIGNALBOX_SECRET: 'a secret for this one database only',
      SIGNALBOX_DATA_DIR: dataDir,
      ...(site ? { SIGNALBOX_URL: site.origin + options.path } : {}),
      ...options.env,
      ...(mutant ? mutantEnvironment(mutant, markFile) : {}),
    };
    const product = await startProduct('start', env);
    undo.push(() => product.stop());
    if (site) site.target = product.url;
    const requireMutant = () => {
      if (mutant) requireMutated(markFile);
    };
    return {
      ...product,
      url: env.SIGNALBOX_URL ?? product.url,
      site,
      postgres,
      proxy,
      databaseDir,
      dataDir,
      env,
      mountDisk: makeFolder,
      requireMutant,
      onStop: (step) => void undo.push(step),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
