// Loaded into every process of the product by NODE_OPTIONS (fault F93): notes where each connection goes, and each name that is looked up.
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const file = process.env.OUTBOUND_NOTES ?? '';
const note = (line: string): void => {
  if (file) appendFileSync(file, `${line}\n`);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function watched(this: net.Socket, ...given: unknown[]) {
  const first = Array.isArray(given[0]) ? given[0][0] : given[0];
  const {
    host = 'localhost',
    path = null,
    port = 0,
  } = (first ?? {}) as { host?: string; path?: string | null; port?: number };
  if (path === null) note(`connect ${typeof first === 'object' ? host : (given[1] ?? 'localhost')} ${port}`);
  return Reflect.apply(connect, this, given);
} as typeof connect;

const lookup = dns.lookup;
dns.lookup = ((host: string, ...rest: unknown[]) => {
  note(`lookup ${host}`);
  return Reflect.apply(lookup, dns, [host, ...rest]);
}) as typeof dns.lookup;
syncBuiltinESMExports();
note('watching');
