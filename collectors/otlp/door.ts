// The door for OpenTelemetry: OTLP over HTTP and gRPC in, evidence and spans to Postgres or, while that is away, to the spool; an
// acknowledgement only after either is durable.
import { join } from 'node:path';
import { isLoopback, requireMetricsReader } from '#lib/auth/metrics-reader.ts';
import type { Pool } from '#lib/db/pool.ts';
import type { Settings } from '#lib/env.ts';
import type { OpenSideDoor } from '#lib/http/side-door.ts';
import { Spool } from '#lib/ingest/spool/spool.ts';
import { log } from '#lib/log.ts';
import { Report } from '#lib/metrics/report.ts';
import type { RoleContext } from '#lib/role.ts';
import { FindingNotes } from '#lib/trust/finding-notes.ts';
import { BacklogWatch } from './backlog-watch.ts';
import { DecodePool } from './decode/decode-pool.ts';
import { ClockWatch } from './findings/clock-watch.ts';
import { type GrpcListening, openGrpcDoor } from './grpc/server.ts';
import { Admission } from './http/admission.ts';
import { commitDeliveries } from './http/commit-deliveries.ts';
import { CommitGroup } from './http/commit-group.ts';
import { DoorCounters } from './http/counters.ts';
import { IngestKeys } from './http/ingest-key.ts';
import { KnownKeys } from './http/known-keys.ts';
import { KeyQuotas } from './http/quota.ts';
import { type DoorOptions, openDoor } from './http/server.ts';
import { SpooledStore } from './http/spooled-store.ts';
import { readinessOf } from './readiness.ts';
import { RejectionNotes } from './rejection-notes.ts';
import { WorkerNotes } from './worker-notes.ts';

const mebibyte = 1024 * 1024;
/** As sent and as inflated. OTLP recommends up to 64 MiB; the Node SDK's batches stay far below 1 MiB. */
const maxBodyBytes = 16 * mebibyte;
const maxBytesInFlight = 32 * mebibyte;

export interface DoorPatience {
  /** A commit that takes longer is acknowledged from the spool instead. */
  slowCommitMs?: number;
}

/** Opens the OTLP door on HTTP and gRPC, `openBeside` on the HTTP port as well. The ports are those that were given when the settings said 0. */
export async function startDoor(
  { settings, pool, report = new Report() }: RoleContext,
  { slowCommitMs = 500 }: DoorPatience = {},
  openBeside?: OpenSideDoor,
): Promise<{ port: number; grpcPort: number; close(): Promise<void> }> {
  const counters = new DoorCounters();
  const notes = new RejectionNotes(pool);
  const findings = new FindingNotes(pool);
  const clocks = new ClockWatch();
  const workers = new WorkerNotes(pool);
  const backlog = new BacklogWatch(pool);
  const spool = openSpool(settings, counters, notes);
  const store = openStore(pool, { spool, counters, notes, backlog, slowCommitMs });
  const decoders = new DecodePool(settings.decodeThreads === null ? {} : { threads: settings.decodeThreads });
  const keys = new IngestKeys(pool, new KnownKeys(join(settings.dataDir, 'spool', 'known-keys.json')));
  const beside = openBeside?.({
    settings,
    pool,
    folder: join(settings.dataDir, 'spool'),
    store: (delivery) => store.add(delivery),
    isCaughtUp: () => spool.count === 0,
  });
  // Until the listener says which address it has, nobody may send without a key.
  let needsKey = true;
  const options: DoorOptions = {
    host: settings.host,
    port: settings.otlpHttpPort,
    maxBodyBytes,
    store,
    beside,
    counters,
    admission: new Admission(maxBytesInFlight),
    quotas: new KeyQuotas({
      bytesPerSecond: settings.keyBytesPerSecond,
      burstBytes: 2 * settings.keyBytesPerSecond,
      maxBytesInFlight: maxBytesInFlight / 4,
    }),
    decode: (asked) => decoders.decode(asked),
    authenticate: async (authorization) =>
      needsKey ? keys.require(authorization, Date.now()) : { environment: null, key: null },
    checkBacklog: () => backlog.check(),
    readiness: () => readinessOf(pool, store, spool),
    spoolGauges: () => ({ records: spool.records, bytes: spool.bytes, maxBytes: spool.maxBytes }),
    otherMetrics: () => report.metrics(),
    requireMetricsReader: async (authorization) =>
      needsKey ? requireMetricsReader(pool, settings.bootstrapToken, authorization) : undefined,
    onRejected(rejections, environment) {
      notes.add(
        rejections.map(({ resource, offsetUs, ...one }) => ({
          ...one,
          source: resource.service,
          environment: environment ?? resource.environment,
          offsetMs: offsetUs === null ? null : offsetUs / 1000,
        })),
      );
    },
    onNews({ findings: found, leads, ...ofWorkers }) {
      workers.add(ofWorkers);
      findings.add(found);
      findings.add(clocks.see(leads, performance.now()));
    },
    onUndecodable(reason, message) {
      notes.add([{ source: 'otlp', reason, count: 1, sample: message }]);
    },
  };
  const closing: (() => Promise<unknown>)[] = [
    async () => beside?.close(),
    () => decoders.close(),
    () => store.close(),
    () => notes.close(),
    () => findings.close(),
    () => workers.close(),
  ];
  try {
    const door = await openDoor(options);
    closing.unshift(() => door.close());
    needsKey = !isLoopback(door.address);
    log.info({ host: settings.host, port: door.port, needsKey }, 'OTLP/HTTP door is open');
    // The address, not the name again: both listeners must fall under the same key rule.
    const grpc: GrpcListening = await openGrpcDoor(options, { address: door.address, port: settings.otlpGrpcPort });
    closing[0] = () => Promise.all([door.close(), grpc.close()]);
    log.info({ host: settings.host, port: grpc.port, needsKey }, 'OTLP/gRPC door is open');
    return { port: door.port, grpcPort: grpc.port, close: () => inOrder(closing) };
  } catch (error) {
    await inOrder(closing);
    throw error;
  }
}

async function inOrder(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const step of steps) await step();
}

function openSpool(settings: Settings, counters: DoorCounters, notes: RejectionNotes): Spool {
  return new Spool({
    folder: join(settings.dataDir, 'spool'),
    maxBytes: settings.spoolMaxBytes,
    onAdopted: (records) => counters.countAdopted(records),
    onDamaged({ entries, records, path }) {
      log.error({ entries, file: path }, 'the spool is damaged: acknowledged requests are lost');
      counters.countLost('spool-damaged', records);
      const sample = `${entries} requests in ${path} cannot be read`;
      if (records > 0) notes.add([{ source: 'otlp', reason: 'spool-damaged', count: records, sample }]);
    },
  });
}

interface StoreParts extends Required<DoorPatience> {
  spool: Spool;
  counters: DoorCounters;
  notes: RejectionNotes;
  backlog: BacklogWatch;
}

function openStore(pool: Pool, { notes, backlog, ...parts }: StoreParts): SpooledStore {
  return new SpooledStore({
    ...parts,
    group: new CommitGroup((deliveries) => commitDeliveries(pool, deliveries), {
      gatherMs: 5,
      // Small enough that the next group is decoded while this one is copied.
      maxRows: 2_000,
      maxCommits: 2,
    }),
    commit: (deliveries) => commitDeliveries(pool, deliveries),
    probe: () => pool.query('select 1'),
    mayDrain: () => !backlog.isLong(),
    onLeftOut(reason, records, message) {
      notes.add([{ source: 'otlp', reason, count: records, sample: message }]);
    },
  });
}
