// Every collector there is, by kind. Adding one: its folder, and a line here. Clients are loaded only when a source of a kind is opened.
import { collector as bullmq } from '#collectors/bullmq/read.ts';
import { collector as gitHubActions } from '#collectors/github-actions/read.ts';
import { collector as graphileWorker } from '#collectors/graphile-worker/read.ts';
import { collector as pgBoss } from '#collectors/pg-boss/read.ts';
import { collector as redisList } from '#collectors/redis-list/read.ts';
import { collector as redisStream } from '#collectors/redis-stream/read.ts';
import type { Collector } from '#lib/collector.ts';

const all = [pgBoss, graphileWorker, bullmq, redisList, redisStream, gitHubActions] as unknown as Collector[];

export const collectors: ReadonlyMap<string, Collector> = new Map(
  all.map((collector) => [collector.manifest.kind, collector]),
);
