import { defineConfig, devices } from '@playwright/test';
import { launchOptions } from '../product/chromium.ts';
import { signedInState } from './story.ts';

/** Stories share one running product: the first one makes the admin that the others sign in as, the last ones kill its processes. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.story.ts',
  outputDir: '../../test-results/traces',
  globalSetup: './global-setup.ts',
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    launchOptions: launchOptions(),
    // without its film: that costs each page a good part of its time
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'first', testMatch: 'first-admin.story.ts' },
    {
      name: 'stories',
      testIgnore: ['first-admin.story.ts', 'crash.story.ts'],
      dependencies: ['first'],
      use: { storageState: signedInState },
    },
    { name: 'crash', testMatch: 'crash.story.ts', dependencies: ['stories'] },
  ],
});
