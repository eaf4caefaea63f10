import { after } from 'next/server';
import { withVercelCron } from 'signalbox/otel';
import { startedBoss } from '../../../boss.js';

/** vercel.json: { "crons": [{ "path": "/api/digest", "schedule": "0 5 * * *" }] } */
export const GET = withVercelCron(
  async () => {
    const boss = await startedBoss();
    await boss.send('orders', { digest: true });
    return Response.json({ ok: true });
  },
  { name: 'digest', waitUntil: after },
);
