// The system's own Chromium, for stories and faults: none is downloaded. Its headless shell draws the same pages at half the processor time.
import { existsSync } from 'node:fs';

const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
);

/** How to launch it; throws with where it was looked for. */
export function launchOptions(...args: string[]): { executablePath: string; args: string[] } {
  const executablePath = programs.find((file) => existsSync(file));
  if (!executablePath) throw new Error(`no Chromium at ${programs.join(', ')}`);
  return { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...args] : args };
}
