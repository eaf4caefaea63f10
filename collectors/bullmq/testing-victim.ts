// A worker in a process of its own, to be killed while it works: prints `queue id stamp` for each job that it took, and never ends one.
// Arguments: URL of Redis, package (`bullmq` or `bullmq5`), queue, how many jobs at once, lock in ms.
const [url = '', library = 'bullmq', queue = '', concurrency = '1', lockMs = '500'] = process.argv.slice(2);
const { hostname: host, port } = new URL(url);
const { Worker } = (await import(library)) as typeof import('bullmq');

const worker = new Worker(
  queue,
  async (job) => {
    console.log(`${queue} ${job.id} ${job.processedOn}`);
    await new Promise(() => {});
  },
  {
    connection: { host, port: Number(port) },
    concurrency: Number(concurrency),
    lockDuration: Number(lockMs),
    // Also says how often the next worker may look for jobs whose worker is gone.
    stalledInterval: Number(lockMs) / 2,
  },
);
worker.on('error', (error) => console.error(error.message));
