// One embedded server for a whole test run, with a migrated template that each test file clones.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '#lib/db/migrate.ts';
import { startEmbeddedPostgres } from '#lib/launch/embedded-postgres.ts';
import { scratchFolder } from '#lib/testing/scratch-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(scratchFolder(), 'signalbox-test-'));
  // the server's account must be able to enter
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, isDurable: false });
  await migrate(server.url);
  project.provide('databaseUrl', server.url);
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
