// Which server speaks Redis' protocol, by what it says in INFO. Pure.

export interface RedisServer {
  /** With its own version: `Valkey 8.1.1`. */
  name: string;
  /** The version of Redis that it says to be like; null = it does not say. */
  likeRedis: number | null;
}

/** Forks say their own version beside the one of Redis that they are like. */
const forks: readonly (readonly [field: string, name: string])[] = [
  ['valkey_version', 'Valkey'],
  ['dragonfly_version', 'Dragonfly'],
  ['upstash_version', 'Upstash'],
  ['kvrocks_version', 'Kvrocks'],
];

/** `info`: reply to INFO; empty where that is not allowed. */
export function redisServerOf(info: string): RedisServer {
  const field = (name: string): string | undefined => new RegExp(`^${name}:v?(\\S+)`, 'm').exec(info)?.[1];
  const version = field('redis_version');
  const fork = forks.find(([name]) => field(name) !== undefined);
  return {
    name: fork ? `${fork[1]} ${field(fork[0])}` : version ? `Redis ${version}` : 'Redis',
    likeRedis: version ? Number.parseFloat(version) : null,
  };
}
