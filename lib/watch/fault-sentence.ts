// Why a source cannot be read, as a sentence for people, without any secret. Pure.

/** At most this many characters are kept of what a server said. */
const longest = 500;

const hints: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at this address',
  ENOTFOUND: 'this host name is not known',
  EAI_AGAIN: 'this host name could not be looked up just now',
  ETIMEDOUT: 'no answer in time',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'no way leads to this host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers here does not speak TLS: try the address without it, or another port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what answers here does not speak TLS: try the address without it, or another port',
  '28P01': 'user or password is wrong',
  '28000': 'this user may not connect',
  '3D000': 'this database does not exist',
  '42501': 'this user may not read these tables: see the collector’s README for the least rights',
  '42P01': 'the tables are not there: check the schema, and that the library has created them',
  '57014': 'a query took longer than its time limit',
  '55P03': 'somebody holds a lock on a table; reading goes on when it is released',
};

/** What servers say without a code of their own. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/^NOPERM/, 'this user may not do that: see the collector’s README for the least rights'],
  [/^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN)/, 'this is a Redis Cluster, which cannot be read yet'],
  [/^WRONGTYPE/, 'a key is of another type than this source expects: check the names in its settings'],
  [/^LOADING/, 'Redis is still loading its data; reading goes on when it is done'],
  [/^MASTERDOWN/, 'this replica has lost its primary; reading goes on when it is back'],
  [/^ERR unknown command/, 'this server does not know a command that reading needs: is it Redis 6 or later?'],
  [/^ERR max requests limit/, 'the plan’s commands of this month are used up: read less often, or take a larger plan'],
  [
    /^(Parse Error|Response does not match the HTTP)|^other side closed/,
    'what answers here does not speak HTTP: check the port',
  ],
  [/^Protocol error, got/, 'what answers here is not Redis: check the port'],
  [/^Connection is closed/, 'the server, or something on the way to it, cut the connection'],
  [
    /^Connection terminated|does not support SSL/,
    'the server hung up: is it PostgreSQL, and does it need or refuse TLS (?sslmode=)?',
  ],
  [/^Command timed out|^The operation was aborted due to timeout/, 'the server is there and does not answer'],
];

/** `error` of any kind; `secrets` are strings that must not appear. */
export function faultSentence(error: unknown, secrets: readonly string[] = []): string {
  const { message, code } = reasonOf(error);
  const hint = (code === undefined ? undefined : hints[code]) ?? meanings.find(([said]) => said.test(message))?.[1];
  const said = message || code || 'unknown fault';
  let sentence = hint ? `${said} (${hint})` : said;
  for (const secret of secrets) if (secret.length > 0) sentence = sentence.replaceAll(secret, '…');
  // Whatever is left that looks like a URL with a password.
  sentence = sentence.replace(/(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g, '$1:…@');
  return sentence.slice(0, longest);
}

function reasonOf(error: unknown): { message: string; code: string | undefined } {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  const { code } = error as { code?: unknown };
  return { message: error.message, code: typeof code === 'string' ? code : undefined };
}

/** The secret parts of a source's settings: every password in a URL, and every value of a secret name. */
export function secretsIn(config: unknown): string[] {
  if (typeof config === 'string') {
    if (!config.includes('://') || !URL.canParse(config)) return [];
    const { password } = new URL(config);
    return password ? [config, password, decodeURIComponent(password)] : [];
  }
  if (Array.isArray(config)) return config.flatMap(secretsIn);
  if (config === null || typeof config !== 'object') return [];
  return Object.entries(config).flatMap(([key, value]) =>
    typeof value === 'string' && /pass|secret|token|key$/i.test(key) ? [value] : secretsIn(value),
  );
}
