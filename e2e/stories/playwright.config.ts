import { defineConfig, devices } from '@playwright/test';
import { chromium, launchArgs } from './browser.ts';
import { signedInState } from './story.ts';

/** Stories run one after the other against one running product; the first one makes the admin that the others sign in as. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.story.ts',
  outputDir: '../../test-results/traces',
  globalSetup: './global-setup.ts',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: chromium, args: [...launchArgs] },
    trace: 'retain-on-failure',
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
