import { defineConfig } from 'vitest/config';

/** Two projects: `pure` needs nothing and is `npm run check`; `server` starts real servers (`*.db.test.ts`, `*.server.test.ts`). */
const serverTests = ['**/*.db.test.ts', '**/*.server.test.ts'];
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
          exclude: never,
          globalSetup: ['lib/testing/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // they wait for servers more than they reckon
          maxWorkers: 3,
          // after the pure ones, whose workers are of another kind
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
