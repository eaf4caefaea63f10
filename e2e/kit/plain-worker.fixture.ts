// A worker that knows only `signalbox/otel`: a server that runs one good and one bad job, called once, then done.
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logs } from '@opentelemetry/api';
import { getCorrelation, job } from 'signalbox/otel';

const server = createServer(async (_, response) => {
  await job({ name: 'good', queue: 'q', id: '1', attempt: 1, maxAttempts: 3 }, () => {
    logs.getLogger('worker').emit({ body: 'working' });
  });
  await job({ name: 'bad', queue: 'q', id: '2', attempt: 3 }, () => {
    throw new TypeError('cannot');
  }).catch(() => {});
  response.end(getCorrelation());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  get({ port, host: '127.0.0.1', headers: { 'x-correlation-id': 'req-77' } }, (response) => {
    response.pipe(process.stdout, { end: false });
    response.on('end', () => {
      server.close();
      // Held open until a signal comes, where the test sends one.
      if (process.env.HOLD) setInterval(() => {}, 60_000);
    });
  });
});
