// Graphile Worker, both ends in one file: started with
//   node --import signalbox/otel/register graphile.js
import { makeWorkerUtils, run } from 'graphile-worker';
import { instrumentGraphileWorker, withCorrelation } from 'signalbox/otel';

const connectionString = process.env.DATABASE_URL;

const utils = instrumentGraphileWorker(await makeWorkerUtils({ connectionString }));
await utils.migrate();
await withCorrelation('order-4', () => utils.addJob('pack', { orderId: 4 }, { maxAttempts: 5 }));
await utils.release();

const taskList = { pack: async (payload, { logger }) => logger.info(`packing ${payload.orderId}`) };
const runner = await run(instrumentGraphileWorker({ connectionString, concurrency: 5, taskList }));
await runner.promise;
