// Takes the fixtures: real BullMQ jobs on a real Redis, traced by bullmq-otel, exported by the Node SDK as OTLP/JSON to a
// small listener. Beside each capture stands the true answer, read from the job's own record in Redis.
// Run: node collectors/otlp/dialects/bullmq-otel/capture.ts [6|5 [scenario …]]   (needs redis-server on the PATH)
import { join } from 'node:path';
import { BullMQOtel } from 'bullmq-otel';
import { playBullmq } from '../capture/play-bullmq.ts';

const [major = '6', ...only] = process.argv.slice(2);
const library = (await (major === '5' ? import('bullmq5') : import('bullmq'))) as typeof import('bullmq');
const load = () => ({ library, options: { telemetry: new BullMQOtel({ tracerName: 'bullmq' }) } });

await playBullmq(load, join(import.meta.dirname, 'fixtures', `bullmq-${major}`), only);
process.exit(0);
