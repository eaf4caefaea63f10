// What watching costs those who are watched: Redis with many queues of BullMQ, and a pg-boss of a million jobs. In a process of its own, since only
// collectors call collectors.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Figure, spreadOf } from '#e2e/bench/spread.ts';

interface Measured {
  snapshotMs: number[];
  snapshotCpuMs: number[];
  redisPercent: number;
  cycleSeconds: number;
  databasePercent: number[];
}

/** `jobs`: in the table of pg-boss. `queues`: of BullMQ, in the cycle over very many. */
export async function measureWatching(url: string, jobs: number, queues: number, rounds: number): Promise<Figure[]> {
  const args = ['collectors/watching-speed.ts', url, ...[jobs, queues, rounds].map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { snapshotMs, snapshotCpuMs, redisPercent, cycleSeconds, databasePercent } = JSON.parse(stdout) as Measured;
  const cost = (what: string, unit: string, values: number[], floor: number): Figure => ({
    what,
    unit,
    spread: spreadOf(values),
    floor,
    isCost: true,
  });
  return [
    cost('snapshot of 200 BullMQ queues', 'ms', snapshotMs, 50),
    { what: 'CPU of ours in it', unit: 'ms', spread: spreadOf(snapshotCpuMs), isCost: true },
    cost("Redis' core for 200 queues a second", '%', [redisPercent], 2),
    cost(`cycle over ${queues.toLocaleString('en')} BullMQ queues`, 's', [cycleSeconds], 10),
    cost(`database time, pg-boss of ${jobs.toLocaleString('en')}`, '%', databasePercent, 1),
  ];
}
