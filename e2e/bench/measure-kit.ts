// What the worker kit costs a worker: CPU a job, sending included, by a real worker under the preload that sends to a receiver that only counts.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';
import { startWorker } from '#e2e/kit/start-worker.ts';

export async function measureKit(jobs: number, rounds: number): Promise<Figure[]> {
  let requests = 0;
  const receiver = createServer((request, response) => {
    requests++;
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  try {
    const worker = startWorker('overhead.fixture.ts', { SIGNALBOX_OTLP_URL: url }, [`${jobs}`, `${rounds}`]);
    const [said] = await Promise.all([text(worker.stdout), once(worker, 'exit')]);
    const { costs, done } = JSON.parse(said) as { costs: number[]; done: number };
    // A figure of a worker that told nothing would be a lie.
    if (done !== jobs * (2 * rounds + 2) || requests === 0) throw new Error(`${done} jobs, ${requests} requests`);
    return [
      {
        what: 'worker kit, a job told of',
        unit: 'µs of CPU',
        spread: spreadOf(costs),
        floor: 50,
        aim: 25,
        isCost: true,
      },
    ];
  } finally {
    receiver.closeAllConnections();
    receiver.close();
  }
}
