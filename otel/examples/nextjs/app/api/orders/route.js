import { getCorrelation, withRequestCorrelation } from 'signalbox/otel';
import { startedBoss } from '../../../boss.js';

export const POST = withRequestCorrelation(async (request) => {
  const boss = await startedBoss();
  const jobId = await boss.send('orders', await request.json());
  return Response.json({ jobId, correlationId: getCorrelation() }, { status: 202 });
});
