// Takes the fixtures: real BullMQ jobs on a real Redis, traced by AppSignal's instrumentation, with the true answers from Redis.
// Run: node collectors/otlp/dialects/appsignal-bullmq/capture.ts [scenario …]   (needs redis-server on the PATH)
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { BullMQInstrumentation } from '@appsignal/opentelemetry-instrumentation-bullmq';
import { type Bullmq, playBullmq } from '../capture/play-bullmq.ts';

// The instrumentation patches modules called `bullmq` as they load; ours is there under another name, so it is handed over.
function load(): Bullmq {
  const library = createRequire(import.meta.url)('bullmq5') as typeof import('bullmq');
  for (const definition of new BullMQInstrumentation().getModuleDefinitions()) definition.patch?.(library);
  return { library };
}

await playBullmq(load, join(import.meta.dirname, 'fixtures'), process.argv.slice(2));
process.exit(0);
