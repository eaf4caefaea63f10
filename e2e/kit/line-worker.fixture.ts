// Does one job for each line that it is given, and says so when it is done. An unhandled rejection ends it.
import { createInterface } from 'node:readline';
import { job, withCorrelation } from 'signalbox/otel';

for await (const id of createInterface({ input: process.stdin })) {
  await withCorrelation(`order-${id}`, () => job({ name: 'print', queue: 'labels', id, attempt: 1 }, async () => {}));
  console.log(`done ${id}`);
}
