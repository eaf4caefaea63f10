// GitHub's REST API, by GET alone: nothing is ever written. A page that has not changed answers 304, which does not count against the token's
// limit. https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
import { AppError } from '#lib/errors.ts';
import type { GitHubConfig } from './config.ts';

export interface Fetched {
  /** False: as it was when `etag` was given out. */
  isChanged: boolean;
  etag: string | null;
  body: unknown;
}

export class GitHubApi {
  readonly #base: string;
  readonly #token: string;
  /** Their clock minus ours, ms; null = not known yet. */
  clockOffsetMs: number | null = null;
  /** Requests left in this hour, and when it is over; null = GitHub has not said. */
  remaining: number | null = null;
  resetMs: number | null = null;

  constructor({ url, token }: Pick<GitHubConfig, 'url' | 'token'>) {
    this.#base = url.replace(/\/+$/, '');
    this.#token = token;
  }

  get host(): string {
    return new URL(this.#base).host;
  }

  /**
   * JSON of `path`; `isRaw`: a file's text. Throws AppError that says what is wrong and what to do: `forbidden`, `not_found`, else `unavailable`.
   */
  async get(
    path: string,
    { etag, isRaw = false, signal }: { etag?: string | null | undefined; isRaw?: boolean; signal: AbortSignal },
  ): Promise<Fetched> {
    const askedMs = Date.now();
    const answer = await fetch(`${this.#base}${path}`, {
      headers: {
        accept: isRaw ? 'application/vnd.github.raw+json' : 'application/vnd.github+json',
        authorization: `Bearer ${this.#token}`,
        'user-agent': 'signalbox',
        'x-github-api-version': '2022-11-28',
        ...(etag ? { 'if-none-match': etag } : {}),
      },
      // The token is for this host alone.
      redirect: 'manual',
      signal,
    });
    this.#note(answer.headers, (askedMs + Date.now()) / 2);
    const told = { etag: answer.headers.get('etag') };
    if (answer.status === 304) return { ...told, etag: etag ?? null, isChanged: false, body: null };
    const text = await answer.text();
    if (!answer.ok) throw this.#fault(answer, path, text);
    return { ...told, isChanged: true, body: isRaw ? text : this.#parse(text) };
  }

  #note(headers: Headers, nowMs: number): void {
    const date = Date.parse(headers.get('date') ?? '');
    // Told to the second: half of one is right on average.
    if (Number.isFinite(date)) this.clockOffsetMs = Math.round(date + 500 - nowMs);
    const remaining = Number(headers.get('x-ratelimit-remaining') ?? Number.NaN);
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
    if (Number.isFinite(remaining)) this.remaining = remaining;
    if (Number.isFinite(reset)) this.resetMs = reset * 1000;
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new AppError('unavailable', `What answers at ${this.#base} is not GitHub's API: check the URL.`);
    }
  }

  #fault({ status, headers }: Response, path: string, text: string): AppError {
    const [, owner, name] = /^\/repos\/([^/]+)\/([^/?]+)/.exec(path) ?? [];
    const repository = `${owner}/${name}`;
    const waitSeconds = Number(headers.get('retry-after') ?? Number.NaN);
    if (status === 401)
      return new AppError('unavailable', 'GitHub refuses the token: it is wrong, expired or revoked.');
    if ((status === 403 || status === 429) && (Number.isFinite(waitSeconds) || this.remaining === 0)) {
      const until = Number.isFinite(waitSeconds) ? Date.now() + waitSeconds * 1000 : (this.resetMs ?? Date.now());
      return new AppError(
        'unavailable',
        `GitHub's limit is used up until ${new Date(until).toISOString()}: read less often.`,
      );
    }
    if (status === 403)
      return new AppError(
        'forbidden',
        `The token may not read ${repository}: it needs Actions: read. GitHub says: ${saidIn(text)}`,
      );
    if (status === 404)
      return new AppError(
        'not_found',
        `There is no ${repository} that this token may see: check the name, and the token's repositories.`,
      );
    if (status >= 300 && status < 400)
      return new AppError('unavailable', `${repository} has another name now: give the new one.`);
    return new AppError('unavailable', `GitHub answers ${status}: ${saidIn(text)}`);
  }
}

function saidIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.slice(0, 200) : 'nothing';
  } catch {
    return 'nothing that can be read';
  }
}
