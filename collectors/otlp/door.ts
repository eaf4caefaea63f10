// The door for OpenTelemetry: OTLP over HTTP and gRPC in, evidence and spans to Postgres, an acknowledgement only after the commit.
import { selectBacklog } from '#lib/db/inbox/select-backlog.ts';
import { selectKnownRequests } from '#lib/db/ledger/select-known.ts';
import { countRejections } from '#lib/db/rejection/count-rejections.ts';
import { AppError } from '#lib/errors.ts';
import { commitIngest } from '#lib/ingest/commit-ingest.ts';
import { log } from '#lib/log.ts';
import type { RoleContext } from '#lib/role.ts';
import { spansToEvidence } from './dialects/index.ts';
import { type GrpcListening, openGrpcDoor } from './grpc/server.ts';
import { CommitGroup, type Delivery } from './http/commit-group.ts';
import { IngestKeys } from './http/ingest-key.ts';
import { type DoorOptions, openDoor } from './http/server.ts';

const mebibyte = 1024 * 1024;
/** As sent and as inflated. OTLP recommends up to 64 MiB; the Node SDK's batches stay far below 1 MiB. */
const maxBodyBytes = 16 * mebibyte;
const maxBytesInFlight = 64 * mebibyte;
/** Evidence stored but not derived at which the door asks senders to wait: about half a minute of a deriver's work. */
const maxBacklogItems = 2_000_000;
const backlogReadEveryMs = 2_000;

/** Of an address that a socket is bound to, not of a name. */
const isLoopback = (address: string): boolean => /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';

/** Opens the OTLP door on HTTP and gRPC. The ports are those that were given when the settings said 0. */
export async function startDoor({
  settings,
  pool,
}: RoleContext): Promise<{ port: number; grpcPort: number; close(): Promise<void> }> {
  const keys = new IngestKeys(pool);
  // Until the listener says which address it has, nobody may send without a key.
  let needsKey = true;
  const group = new CommitGroup((deliveries) => commitDeliveries(pool, deliveries), {
    gatherMs: 5,
    // Small enough that the next group is decoded while this one is copied.
    maxRows: 2_000,
    maxCommits: 2,
  });
  const backlog = { items: 0, readAt: Number.NEGATIVE_INFINITY };
  const noteRejections = (list: Parameters<typeof countRejections>[1]): void => {
    void countRejections(pool, list).catch((error: unknown) => log.warn({ err: error }, 'rejections were not counted'));
  };
  const options: DoorOptions = {
    host: settings.host,
    port: settings.otlpHttpPort,
    maxBodyBytes,
    maxBytesInFlight,
    group,
    toEvidence: spansToEvidence,
    authenticate: async (authorization) => (needsKey ? keys.require(authorization, Date.now()) : { environment: null }),
    async checkBacklog() {
      if (performance.now() - backlog.readAt > backlogReadEveryMs) {
        backlog.readAt = performance.now();
        // Read beside the requests, never in their way; an outage shows in the commit itself.
        void selectBacklog(pool).then(
          ({ items }) => {
            backlog.items = items;
          },
          () => {},
        );
      }
      if (backlog.items <= maxBacklogItems) return;
      throw new AppError('too_busy', 'what was sent before is still being worked through', { retryAfterSeconds: 10 });
    },
    async checkReady() {
      await pool.query('select 1');
    },
    onRejected(rejections) {
      noteRejections(rejections.map(({ resource, ...one }) => ({ source: resource.service, ...one })));
    },
    onUndecodable(reason, message) {
      noteRejections([{ source: 'otlp', reason, count: 1, sample: message }]);
    },
  };
  const door = await openDoor(options);
  needsKey = !isLoopback(door.address);
  log.info({ host: settings.host, port: door.port, needsKey }, 'OTLP/HTTP door is open');
  let grpc: GrpcListening;
  try {
    // The address, not the name again: both listeners must fall under the same key rule.
    grpc = await openGrpcDoor(options, { address: door.address, port: settings.otlpGrpcPort }, door);
  } catch (error) {
    await door.close();
    throw error;
  }
  log.info({ host: settings.host, port: grpc.port, needsKey }, 'OTLP/gRPC door is open');
  return {
    port: door.port,
    grpcPort: grpc.port,
    async close() {
      await Promise.all([door.close(), grpc.close()]);
      await group.idle();
    },
  };
}

/** One transaction for all that was not committed before. Requests repeated within the group are taken once. */
async function commitDeliveries(pool: RoleContext['pool'], deliveries: readonly Delivery[]): Promise<void> {
  const byId = new Map(deliveries.map((delivery) => [delivery.id.toString('hex'), delivery]));
  const known = await selectKnownRequests(
    pool,
    [...byId.values()].map(({ id }) => id),
  );
  const fresh = [...byId].filter(([id]) => !known.has(id)).map(([, delivery]) => delivery);
  if (fresh.length === 0) return;
  await commitIngest(pool, {
    ledgerIds: fresh.map(({ id }) => id),
    evidence: fresh.flatMap(({ evidence }) => evidence),
    spans: fresh.flatMap(({ spans }) => spans),
    logs: fresh.flatMap(({ logs }) => logs),
  });
}
