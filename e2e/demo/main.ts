// `npm run demo`: the launcher starts this beside Signalbox's own processes, after `prepare.ts`. Real workers do real jobs on real queues:
// load → shop (HTTP) → pg-boss → fulfilment → BullMQ on Postgres → mail, and on Redis → media.
import { type Child, startChild } from './children.ts';
import { startLoad } from './load.ts';
import { prepareDemo, readPlan } from './prepare.ts';
import { readDemoSettings } from './settings.ts';
import { demoEnvironment } from './sources.ts';

const settings = readDemoSettings(process.env);
const plan = (await readPlan(settings)) ?? (await prepareDemo(settings));

const children: Child[] = [];
const start = (name: string, extra: Record<string, string> = {}, options: { isBare?: boolean } = {}): Child => {
  const child = startChild(
    name,
    new URL(`./processes/${name}.ts`, import.meta.url),
    {
      ...process.env,
      SIGNALBOX_DEMO_DATABASE_URL: settings.databaseUrl,
      REDIS_URL: plan.redisUrl ?? '',
      SIGNALBOX_OTLP_URL: settings.otlpUrl,
      OTEL_SERVICE_NAME: `demo-${name}`,
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${demoEnvironment},service.version=1.4.0,service.instance.id=${name}-1`,
      ...extra,
    },
    options,
  );
  children.push(child);
  return child;
};

let shopUrl: string | null = null;
let load: { stop(): void } | undefined;
let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  load?.stop();
  for (const child of children) child.expectEnd();
  // Who holds the data ends last.
  await Promise.all(children.filter(({ name }) => name !== 'redis').map((child) => child.stop()));
  await Promise.all(children.map((child) => child.stop()));
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);

if (plan.ownRedisPort !== null) {
  await start('redis', { SIGNALBOX_DEMO_REDIS_PORT: String(plan.ownRedisPort) }, { isBare: true }).ready;
}
if (plan.redisUrl !== null) await start('media').ready;
await start('mail').ready;
if (Object.keys(plan.tokens).length > 0) {
  await start('cron', { SIGNALBOX_DEMO_TOKENS: JSON.stringify(plan.tokens) }, { isBare: true }).ready;
}
await start('fulfilment').ready;
const shop = start('shop');
shop.onReady((info) => {
  shopUrl = `http://127.0.0.1:${info.port}`;
});
await shop.ready;
load = startLoad(settings.rate, () => shopUrl);
console.log(`demo: orders go to ${shopUrl}/orders`);
process.send?.({ ready: true, shopUrl });
