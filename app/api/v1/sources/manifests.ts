// What each collector says of itself: pure data, the only part of a collector that the web process knows.
import { manifest as bullmq } from '#collectors/bullmq/manifest.ts';
import { manifest as pgBoss } from '#collectors/pg-boss/manifest.ts';
import { manifest as redisList } from '#collectors/redis-list/manifest.ts';
import { manifest as redisStream } from '#collectors/redis-stream/manifest.ts';

export const manifests = new Map([bullmq, pgBoss, redisList, redisStream].map((manifest) => [manifest.kind, manifest]));
