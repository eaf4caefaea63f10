// The sources that GitHub may push to, as the door knows them: looked up again every few seconds, and what was known stands while the database is away.
import type { SourceSettings } from '#lib/collector.ts';
import { selectWatchedSource } from '#lib/db/source/select-watched-sources.ts';
import { openSource } from '#lib/db/source/source-secrets.ts';
import { AppError } from '#lib/errors.ts';
import type { SideDoorMeans } from '#lib/http/side-door.ts';
import { createSecretBox, type SecretBox } from '#lib/secrets.ts';
import { type GitHubConfig, gitHubConfigSchema } from './config.ts';
import { manifest } from './manifest.ts';

export interface PushedSource {
  settings: SourceSettings<GitHubConfig>;
  secret: string;
}

const freshForMs = 3_000;
const mostKept = 1_000;

export class PushedSources {
  readonly #pool: SideDoorMeans['pool'];
  readonly #secrets: SecretBox | null;
  readonly #known = new Map<string, { askedMs: number; source: PushedSource | null }>();

  constructor({ pool, settings }: Pick<SideDoorMeans, 'pool' | 'settings'>) {
    this.#pool = pool;
    this.#secrets = settings.secret === null ? null : createSecretBox(settings.secret);
  }

  /** null = there is none with this id, or it takes no pushes. Throws AppError('unavailable') where that cannot be known. */
  async get(id: string): Promise<PushedSource | null> {
    if (!this.#secrets) throw new AppError('unavailable', 'The door needs SIGNALBOX_SECRET to take pushes.');
    const known = this.#known.get(id);
    const nowMs = performance.now();
    if (known && nowMs - known.askedMs < freshForMs) return known.source;
    try {
      const source = await this.#ask(id, this.#secrets);
      if (this.#known.size >= mostKept) this.#known.clear();
      this.#known.set(id, { askedMs: nowMs, source });
      return source;
    } catch (error) {
      if (known?.source) return known.source;
      throw new AppError('unavailable', 'The source cannot be looked up now.', { cause: error, retryAfterSeconds: 5 });
    }
  }

  async #ask(id: string, secrets: SecretBox): Promise<PushedSource | null> {
    const row = await selectWatchedSource(this.#pool, id);
    if (row?.kind !== manifest.kind) return null;
    const parsed = gitHubConfigSchema.safeParse(openSource(secrets, row).config);
    if (!parsed.success || parsed.data.webhookSecret === null) return null;
    const { name, kind, environment, pollMs, correlation, payload } = row;
    return {
      settings: { name, kind, environment, config: parsed.data, pollMs, correlation, payload },
      secret: parsed.data.webhookSecret,
    };
  }
}
