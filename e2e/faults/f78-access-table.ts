// F78: every route and page × method × nine principals. A route that nobody wrote down here fails as well.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Cell, expectedAccess, type Least, type Method, methods } from './expected-access.ts';
import type { Fault } from './fault.ts';
import { makePrincipals, type PrincipalName, principalNames } from './principals.ts';
import type { Rig } from './rig.ts';

const root = path.resolve(import.meta.dirname, '../..');
const filled: Record<string, string> = {
  '[id]': '00000000-0000-4000-8000-000000000000',
  '[correlationId]': 'nobody-carries-this',
  '[fingerprint]': 'ab'.repeat(8),
  '[name]': `sbw_${'A'.repeat(22)}`,
  '[...parts]': 'no-such-token',
};
const urlOf = (one: string): string => one.replaceAll(/\[[^\]]+\]/g, (part) => filled[part] ?? part);

/** Routes and pages as their folders spell them, with the methods that a route's file exports. */
function knownCells(): { path: string; method: Method }[] {
  return globSync('app/**/{route.ts,page.tsx}', { cwd: root }).flatMap((file) => {
    const parts = path.dirname(file).split('/').slice(1);
    const place = `/${parts.filter((part) => !part.startsWith('(')).join('/')}`;
    if (file.endsWith('page.tsx')) return [{ path: place, method: 'GET' as const }];
    const source = readFileSync(path.join(root, file), 'utf8');
    const exported = methods.filter((method) =>
      new RegExp(`export (?:const|async function|function) ${method}\\b`).test(source),
    );
    return exported.map((method) => ({ path: place, method }));
  });
}

const isApi = (place: string): boolean => /^\/(api|mcp|metrics|livez|readyz|embed|status|check-in)(\/|$)/.test(place);
const rank: Record<Least, number> = { public: 0, viewer: 1, operator: 2, admin: 3 };
const roleOf: Partial<Record<PrincipalName, Least>> = {
  'other environment': 'viewer',
  viewer: 'viewer',
  operator: 'operator',
  admin: 'admin',
};

/** Whether `status` is what this principal must be told. */
function isRight({ path: place, least }: Cell, who: PrincipalName, status: number): boolean {
  if (status >= 500 || status === 405) return false;
  if (least === 'public') return status !== 401 || place.includes('session');
  const role = roleOf[who];
  // a page leads strangers to where they can sign in, and is not there for who may not see it
  if (role === undefined && who !== 'ingest key')
    return isApi(place) ? status === 401 : status === 307 || status === 303;
  const mayNot = isApi(place) ? 403 : 404;
  if (role === undefined || rank[role] < rank[least]) return status === mayNot;
  // who is bound to one environment may be refused for that, and not for the role
  return status !== 401 && (who === 'other environment' || status !== 403);
}

async function ask(rig: Rig, { path: place, method }: Cell, token: string | null): Promise<number> {
  const stop = new AbortController();
  const headers: Record<string, string> = { ...(token ? { authorization: `Bearer ${token}` } : {}) };
  if (method !== 'GET') headers['content-type'] = 'application/json';
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]);
  const body = method === 'GET' ? {} : { body: '{}' };
  const answer = await fetch(rig.url + urlOf(place), { method, headers, redirect: 'manual', signal, ...body });
  const { status } = answer;
  stop.abort();
  await answer.body?.cancel().catch(() => {});
  return status;
}

export const accessTable: Fault = {
  id: 'F78',
  what: 'every route × method × nine principals',
  async run(rig) {
    const listed = new Set(expectedAccess.map(({ path: place, method }) => `${method} ${place}`));
    const unlisted = knownCells().filter(({ path: place, method }) => !listed.has(`${method} ${place}`));
    const known = new Set(knownCells().map(({ path: place, method }) => `${method} ${place}`));
    const there = expectedAccess.filter(({ path: place, method }) => known.has(`${method} ${place}`));
    const principals = await makePrincipals(rig);
    const wrong: string[] = [];
    let cells = 0;
    for (const cell of there) {
      const answers = await Promise.all(
        principalNames.map(async (who) => ({ who, status: await ask(rig, cell, principals[who]) })),
      );
      for (const { who, status } of answers) {
        cells += 1;
        if (!isRight(cell, who, status)) wrong.push(`${cell.method} ${cell.path} as ${who}: ${status}`);
      }
    }
    return {
      routes: there.length,
      principals: principalNames.length,
      cells,
      wrong: wrong.length,
      wrongExamples: wrong.slice(0, 8).join(' · '),
      unlisted: unlisted.length,
      unlistedExamples: unlisted
        .slice(0, 8)
        .map(({ path: place, method }) => `${method} ${place}`)
        .join(' · '),
      pass: wrong.length === 0 && unlisted.length === 0 && there.length > 60,
    };
  },
};
