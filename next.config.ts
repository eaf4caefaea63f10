// Typed configuration of the web process. Pages authorise themselves; the headers that they carry are set in proxy.ts.
import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Drivers and native modules stay plain Node modules: bundling them breaks their own file look-ups.
  serverExternalPackages: ['pg', 'pg-copy-streams', 'better-auth', '@node-rs/argon2', 'pino'],
  // `npm run check` checks types; a first start need not pay for it again.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

export default config;
