// A door that asks for keys, as every door does that listens beyond loopback; and keys for it, made and revoked through the API.
import type { Product } from '../product/start-product.ts';
import { type OwnDoor, startOwnDoor } from './own-door.ts';
import type { Rig } from './rig.ts';

export interface IngestKey {
  id: string;
  token: string;
}

/** Listens on all addresses of the machine, or it would take everything; what is sent goes over loopback. */
export const startKeyedDoor = (rig: Rig, settings: Record<string, string> = {}): Promise<OwnDoor> =>
  startOwnDoor(rig, { ...settings, SIGNALBOX_HOST: '0.0.0.0' });

async function ask(product: Product, method: string, resource: string, body?: unknown): Promise<Response> {
  const answer = await fetch(`${product.url}/api/v1${resource}`, {
    method,
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${resource}: ${answer.status} ${await answer.text()}`);
  return answer;
}

export async function makeIngestKey(product: Product, name: string): Promise<IngestKey> {
  return (await (await ask(product, 'POST', '/keys', { name, scope: 'ingest' })).json()) as IngestKey;
}

export async function revokeKey(product: Product, id: string): Promise<void> {
  await ask(product, 'DELETE', `/keys/${id}`);
}
