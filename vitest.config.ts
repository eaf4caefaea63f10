import { defineConfig } from 'vitest/config';

/**
 * Three projects: `pure` needs nothing and is `npm run check`; `server` starts real servers (`*.db.test.ts`, `*.server.test.ts`); `web` does so
 * for what keeps its state in the web process: its pool, sign-in, limits.
 */
const serverTests = ['**/*.db.test.ts', '**/*.server.test.ts'];
const webTests = serverTests.map((pattern) => `app/${pattern}`);
const ofServers = {
  globalSetup: ['lib/testing/global-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // they wait for servers more than they reckon
  maxWorkers: 3,
};
const never = ['**/node_modules/**', '**/.next/**', '**/.signalbox/**', 'e2e/stories/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...never, ...serverTests],
          // They share nothing that one could spoil for another, and loading the same modules anew for each file took three quarters of their time.
          isolate: false,
          // Property tests of a second take many on a machine that is busy with something else.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'server',
          include: serverTests,
          exclude: [...never, ...webTests],
          ...ofServers,
          // as the pure ones: starting a process for each file took a quarter of the time
          isolate: false,
          // a process that lives for many threads dies of V8's book of code pages: https://github.com/nodejs/node/issues/64500
          execArgv: ['--no-memory-protection-keys'],
          // after the pure ones, whose workers are of another kind
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'web', include: webTests, exclude: never, ...ofServers, sequence: { groupOrder: 2 } } },
    ],
  },
});
