import { existsSync } from 'node:fs';

/** The system's own browser: none is downloaded. */
export const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
  existsSync(file),
);
export const launchArgs: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
