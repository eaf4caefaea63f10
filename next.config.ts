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
  /** The web component is loaded by other people's pages; its path carries the version. */
  headers: async () => [
    {
      source: '/embed/v1/widget.js',
      headers: [
        { key: 'cache-control', value: 'public, max-age=86400' },
        { key: 'access-control-allow-origin', value: '*' },
        { key: 'cross-origin-resource-policy', value: 'cross-origin' },
        { key: 'x-content-type-options', value: 'nosniff' },
      ],
    },
  ],
};

export default config;
