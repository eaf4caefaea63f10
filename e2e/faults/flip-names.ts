// Loaded into every process of the product by NODE_OPTIONS (fault F84): a name server that changes its mind. Names under `flip.test` lead to a
// public address when first asked and to the canary's machine from then on; names under `both.test` to both at once.

import dns from 'node:dns';
import promises from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

const outside = { address: '198.41.0.4', family: 4 };
const inside = { address: '127.0.0.1', family: 4 };
const asked = new Set<string>();
const real = promises.lookup;

function answerFor(host: string): { address: string; family: number }[] | null {
  if (host.endsWith('.both.test')) return [outside, inside];
  if (!host.endsWith('.flip.test')) return null;
  const isFirst = !asked.has(host);
  asked.add(host);
  return [isFirst ? outside : inside];
}

promises.lookup = (async (host: string, options?: { all?: boolean }) => {
  const found = answerFor(host);
  if (!found) return await real(host, options as object);
  return options?.all ? found : found[0];
}) as typeof promises.lookup;

const realLater = dns.lookup;
dns.lookup = ((host: string, options: unknown, done?: unknown) => {
  const answer = (typeof options === 'function' ? options : done) as (...parts: unknown[]) => void;
  const found = answerFor(host);
  if (!found) return realLater(host, options as object, done as never);
  const wantsAll = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
  setImmediate(() => (wantsAll ? answer(null, found) : answer(null, found[0]?.address, 4)));
}) as typeof dns.lookup;
syncBuiltinESMExports();
