// Requests to addresses that users typed: only to hosts of the public internet, checked for every address a name has, connected to exactly the
// address that was checked, and never redirected. The operator may allow hosts by name (`SIGNALBOX_ALLOW_HOSTS`).
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, fetch } from 'undici';
import { AppError } from '#lib/errors.ts';

export interface Posted {
  status: number;
  /** From `Retry-After`; null = the receiver did not say. */
  retryAfterMs: number | null;
  /** What may be told of the answer: its type, length and time. Its body is not read: it may come from where its reader has no access. */
  about: string;
}

export interface PostOptions {
  headers: Record<string, string>;
  body: string;
  /** `host`, `host:port`, or networks such as `10.0.0.0/8`. */
  allowHosts: readonly string[];
  timeoutMs: number;
}

interface Address {
  address: string;
  family: number;
}

/** Posts once. Throws AppError('invalid_input') for what is not allowed, and an Error that says what went wrong on the way. */
export async function guardedPost(target: string, options: PostOptions): Promise<Posted> {
  const url = new URL(target);
  const addresses = await allowedAddresses(url, options.allowHosts);
  const agent = new Agent({
    connect: {
      timeout: options.timeoutMs,
      lookup: (_host, wanted, done) => {
        if (wanted.all) done(null, addresses);
        else done(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 4);
      },
    },
  });
  const startedMs = performance.now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...options.headers, 'user-agent': 'Signalbox' },
      body: options.body,
      redirect: 'manual',
      dispatcher: agent,
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    const about = aboutAnswer(response.headers, performance.now() - startedMs);
    return {
      status: response.status,
      retryAfterMs: retryAfter(response.headers.get('retry-after'), Date.now()),
      about,
    };
  } finally {
    await agent.destroy().catch(() => {});
  }
}

/** The addresses that `url` leads to, each of them allowed. Throws AppError('invalid_input') when one is not. */
export async function allowedAddresses(url: URL, allowHosts: readonly string[]): Promise<Address[]> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(url.host, 'only http and https are sent to');
  if (url.username !== '' || url.password !== '') throw refused(url.host, 'it holds a user name');
  return addressesOf(url.hostname.replace(/^\[|\]$/g, ''), url.host, allowHosts);
}

/**
 * The addresses of a host, each of them allowed; `hostAndPort` as the operator may have allowed it. Throws AppError('invalid_input') when one
 * is not.
 */
export async function addressesOf(
  host: string,
  hostAndPort: string,
  allowHosts: readonly string[],
): Promise<Address[]> {
  const addresses = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookup(host, { all: true });
  if (addresses.length === 0) throw refused(hostAndPort, 'it has no address');
  if ([host, `[${host}]`, hostAndPort].some((name) => allowHosts.includes(name))) return addresses;
  for (const { address } of addresses) {
    if (!isGlobal(address) && !allowHosts.some((network) => isWithin(address, network))) {
      throw refused(
        hostAndPort,
        `it leads into a network that is not public; the operator can allow it in SIGNALBOX_ALLOW_HOSTS`,
      );
    }
  }
  return addresses;
}

const refused = (host: string, why: string): AppError =>
  new AppError('invalid_input', `Nothing is sent to ${host}: ${why}.`);

/** Global unicast, by the IANA registries of special-purpose addresses; what is mapped from IPv4 counts as that. */
export function isGlobal(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function isWithin(address: string, network: string): boolean {
  if (!ipaddr.isValidCIDR(network)) return false;
  const found = ipaddr.process(address);
  const [base, bits] = ipaddr.parseCIDR(network);
  return found.kind() === base.kind() && found.match(base, bits);
}

/** RFC 9110, 10.2.3: seconds, or a date. */
export function retryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/** Only what has the form of a media type and of a number: headers are the receiver's words too. */
export function aboutAnswer(headers: { get(name: string): string | null }, tookMs: number): string {
  const type = /^[\w.+-]{1,40}\/[\w.+-]{1,40}(?=\s*(?:;|$))/.exec(headers.get('content-type') ?? '')?.[0];
  const bytes = /^\d{1,15}$/.exec(headers.get('content-length') ?? '')?.[0];
  const facts = [type, bytes && `${bytes} bytes`, `after ${Math.round(tookMs)} ms`];
  return facts.filter((fact) => fact).join(', ');
}
