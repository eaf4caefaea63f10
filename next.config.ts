// Typed configuration of the web process. Pages authorise themselves; headers that every page carries are set here.
import type { NextConfig } from 'next';

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Content-Security-Policy', value: "frame-ancestors 'none'; base-uri 'self'; form-action 'self'" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Drivers and native modules stay plain Node modules: bundling them breaks their own file look-ups.
  serverExternalPackages: ['pg', 'pg-copy-streams', 'better-auth', '@node-rs/argon2', 'pino'],
  // `npm run check` checks types; a first start need not pay for it again.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
  async headers() {
    return [{ source: '/((?!embed/).*)', headers: securityHeaders }];
  },
};

export default config;
