// What a job costs that the kit tells of: microseconds of this process's CPU, sending included, beside the same work alone. Started with the
// preload; arguments: jobs, rounds. Prints what each round came to.
import { setImmediate as breathe } from 'node:timers/promises';
import { flushTelemetry, job, withCorrelation } from 'signalbox/otel';

const [jobs = 5_000, rounds = 5] = process.argv.slice(2).map(Number);
/** As many as a worker does between two looks at its sockets. */
const together = 100;

let done = 0;
const work = async () => {
  await null;
  done++;
};

/** CPU of this process for `count` jobs, µs a job, with all that is told of them sent. */
async function costOf(count: number, one: (id: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let id = 0; id < count; id += together) {
    for (let i = id; i < Math.min(count, id + together); i++) await one(i);
    await breathe();
  }
  await flushTelemetry(30_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

const told = (id: number) =>
  withCorrelation(`order-${id}`, () =>
    job({ name: 'send-receipt', queue: 'email', id: `${id}`, attempt: 1, maxAttempts: 3 }, work),
  );
// The first ones pay for compiling: a worker lives for longer than that.
for (let warm = 0; warm < 2; warm++) await costOf(jobs, told);
const costs: number[] = [];
for (let round = 0; round < rounds; round++) {
  const bare = await costOf(jobs, work);
  costs.push((await costOf(jobs, told)) - bare);
}
process.stdout.write(JSON.stringify({ costs, done }));
