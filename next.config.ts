// Typed configuration of the web process. Pages authorise themselves; the headers that they carry are set in proxy.ts.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NextConfig } from 'next';
import { PHASE_PRODUCTION_SERVER } from 'next/constants.js';
import { basePathOf, publicUrl } from './lib/auth/public-url.ts';

/** The path that a build was made for is in its scripts: serving it at another one would be a page without any. */
function refuseOtherPath(basePath: string): void {
  const manifest = join(import.meta.dirname, '.next/routes-manifest.json');
  if (!existsSync(manifest)) return;
  const built = (JSON.parse(readFileSync(manifest, 'utf8')) as { basePath?: string }).basePath ?? '';
  if (built === basePath) return;
  throw new Error(
    `SIGNALBOX_URL has the path "${basePath}", and the screens were built for "${built}". npm start builds them anew; ` +
      'an image is built with --build-arg SIGNALBOX_URL=…',
  );
}

export default function config(phase: string): NextConfig {
  const basePath = basePathOf(publicUrl());
  if (phase === PHASE_PRODUCTION_SERVER) refuseOtherPath(basePath);
  return {
    basePath,
    env: { SIGNALBOX_BASE_PATH: basePath },
    poweredByHeader: false,
    reactStrictMode: true,
    // Drivers and native modules stay plain Node modules: bundling them breaks their own file look-ups.
    serverExternalPackages: ['pg', 'pg-copy-streams', 'better-auth', '@node-rs/argon2', 'pino'],
    // `npm run check` checks types; a first start need not pay for it again.
    typescript: { ignoreBuildErrors: true },
    devIndicators: false,
  };
}
