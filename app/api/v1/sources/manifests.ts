// What each collector says of itself: pure data, the only part of a collector that the web process knows.
import { manifest as bullmq } from '#collectors/bullmq/manifest.ts';
import { manifest as gitHubActions } from '#collectors/github-actions/manifest.ts';
import { manifest as graphileWorker } from '#collectors/graphile-worker/manifest.ts';
import { manifest as pgBoss } from '#collectors/pg-boss/manifest.ts';
import { manifest as redisList } from '#collectors/redis-list/manifest.ts';
import { manifest as redisStream } from '#collectors/redis-stream/manifest.ts';

const all = [bullmq, graphileWorker, pgBoss, redisList, redisStream, gitHubActions];

export const manifests = new Map(all.map((manifest) => [manifest.kind, manifest]));
