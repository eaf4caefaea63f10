import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessTable, leastFor, methods, reaches } from '#lib/auth/access-table.ts';

/** The key of a file's folder: without `app`, and without the groups that do not show in URLs. */
const keyOf = (file: string): string => {
  const parts = dirname(file)
    .split('/')
    .slice(1)
    .filter((part) => !/^\(.*\)$/.test(part));
  return `/${parts.join('/')}`;
};
const routes = globSync('app/**/route.{ts,tsx}');
const pages = globSync('app/**/page.tsx');

describe('the access table', () => {
  it('has an entry for every method of every route', () => {
    expect(routes.length).toBeGreaterThan(20);
    for (const file of routes) {
      const source = readFileSync(file, 'utf8');
      const exported = methods.filter((method) =>
        new RegExp(`export (const|async function|function) ${method}\\b`).test(source),
      );
      expect(exported.length, file).toBeGreaterThan(0);
      for (const method of exported) expect(leastFor(keyOf(file), method), `${method} ${file}`).toBeDefined();
    }
  });

  it('is asked by every route under its own key, through the one way in', () => {
    for (const file of routes) {
      const source = readFileSync(file, 'utf8');
      expect(source, file).toMatch(/\b(route|publicRoute)\(/);
      expect(source, file).toContain(`'${keyOf(file)}'`);
    }
  });

  it('has an entry for every page, and every page that is not public asks it', () => {
    expect(pages.length).toBeGreaterThan(0);
    for (const file of pages) {
      const least = leastFor(keyOf(file), 'GET');
      expect(least, file).toBeDefined();
      if (least !== 'public') expect(readFileSync(file, 'utf8'), file).toContain(`requirePage('${keyOf(file)}'`);
    }
  });

  it('lets nobody read or change without a role but to sign in, set up, check in by token and tell that we live', () => {
    const open = Object.entries(accessTable).flatMap(([path, access]) =>
      methods.filter((method) => access[method] === 'public').map((method) => `${method} ${path}`),
    );
    expect(open.sort()).toEqual([
      'GET /api/v1/livez',
      'GET /api/v1/readyz',
      'GET /api/v1/session/oidc/callback',
      'GET /api/v1/setup',
      'GET /check-in/[...parts]',
      'GET /embed/v1/[name]',
      'GET /embed/v1/[name]/card.svg',
      'GET /embed/v1/oembed',
      'GET /embed/v1/widget.js',
      'GET /livez',
      'GET /readyz',
      'GET /setup',
      'GET /sign-in',
      'GET /status',
      'POST /api/v1/csp-reports',
      'POST /api/v1/session',
      'POST /api/v1/session/oidc',
      'POST /api/v1/session/second-step',
      'POST /api/v1/setup',
      'POST /check-in/[...parts]',
    ]);
  });

  it('never lets a viewer change anything', () => {
    for (const [path, access] of Object.entries(accessTable)) {
      for (const method of methods.filter((one) => one !== 'GET')) {
        const least = access[method];
        // of a model's tools a viewer gets those that read (app/mcp/mcp.server.test.ts)
        const isOpen = [
          '/api/v1/session',
          '/api/v1/session/oidc',
          '/api/v1/session/second-step',
          '/api/v1/session/two-step',
          '/api/v1/session/two-step/confirm',
          '/api/v1/session/two-step/off',
          '/api/v1/session/two-step/recovery-codes',
          '/api/v1/sessions/[id]',
          '/api/v1/setup',
          '/api/v1/csp-reports',
          '/check-in/[...parts]',
          '/mcp',
          '/api/v1/mcp',
        ];
        if (least && !isOpen.includes(path)) expect(reaches('viewer', least), path).toBe(false);
      }
    }
  });

  it('knows no inherited names', () => {
    expect(leastFor('constructor', 'GET')).toBeUndefined();
    expect(leastFor('__proto__', 'GET')).toBeUndefined();
  });
});
