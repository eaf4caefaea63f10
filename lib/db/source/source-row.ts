import type { Found } from '#lib/collector.ts';
import type { Queryable } from '#lib/db/pool.ts';
import type { SecretBox } from '#lib/secrets.ts';

/** A configured source with everything that may be shown, and what the watcher last knew of it. Moments are `Date`. */
export interface SourceRow {
  id: string;
  name: string;
  environment: string;
  kind: string;
  /** Without secrets. */
  config: Record<string, unknown>;
  pollMs: number;
  correlation: { pointers: string[] };
  payload: { allow: string[]; redact: string[] };
  act: { enabled: boolean };
  isEnabled: boolean;
  isDeclared: boolean;
  createdAt: Date;
  lastReadAt: Date | null;
  /** null = the last read went well. */
  lastError: string | null;
  lastErrorAt: Date | null;
  clockOffsetMs: number | null;
  /** For so long reading rests at least after the last one. */
  restMs: number;
  server: string | null;
  library: string | null;
  missing: string[];
  /** What its backend was found to tell, where that differs from its kind's manifest. */
  found: Found;
}

/** What a source is made from: `sourceInput` of the HTTP API, or an entry of `signalbox.yaml`. */
export interface SourceValues {
  name: string;
  environment: string;
  kind: string;
  /** With secrets. */
  config: Record<string, unknown>;
  pollMs: number;
  correlation: { pointers: string[] };
  payload: { allow: string[]; redact: string[] };
  act: { enabled: boolean; url?: string | null };
  enabled: boolean;
}

/** Where a source's secrets are kept: where they are stored, and what opens them. */
export interface SourceStore {
  db: Queryable;
  secrets: SecretBox;
}
