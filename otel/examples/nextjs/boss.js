import { PgBoss } from 'pg-boss';
import { instrumentPgBoss } from 'signalbox/otel';

let started;

/** One pg-boss for the whole server. Its own spans are switched off: the kit's tell more. */
export function startedBoss() {
  started ??= (async () => {
    const connectionString = process.env.DATABASE_URL;
    const boss = instrumentPgBoss(new PgBoss({ connectionString, openTelemetry: { enabled: false } }));
    await boss.start();
    await boss.createQueue('orders', { retryLimit: 2 });
    return boss;
  })();
  return started;
}
