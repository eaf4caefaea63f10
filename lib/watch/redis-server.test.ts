import { expect, test } from 'vitest';
import { redisServerOf } from './redis-server.ts';

test.each([
  ['# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:00000000\r\n', 'Redis 7.0.15', 7],
  ['# Server\r\nredis_version:6.2.14\r\nredis_mode:standalone\r\n', 'Redis 6.2.14', 6.2],
  ['# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n', 'Valkey 8.1.1', 7.2],
  ['# Server\r\nredis_version:7.4.0\r\ndragonfly_version:df-v1.27.1\r\n', 'Dragonfly df-v1.27.1', 7.4],
  ['# Server\r\nupstash_version:1.18.2\r\nredis_version:6.2.6\r\n', 'Upstash 1.18.2', 6.2],
  ['', 'Redis', null],
])('a server is named as it names itself', (info, name, likeRedis) => {
  expect(redisServerOf(info)).toEqual({ name, likeRedis });
});
