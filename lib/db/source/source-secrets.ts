// A source's secrets: sealed part by part, each for its source, and for where the settings lead.
import { type SealedParts, wholePart } from '#lib/db/secret/secret-parts.ts';
import type { SecretBox } from '#lib/secrets.ts';
import { placeOf, publicConfig, secretConfig } from './public-config.ts';

/** The settings with their secrets, and the credentials for acting, kept apart from those for reading. */
export interface SourceSecrets {
  config: Record<string, unknown>;
  actUrl: string | null;
}

/** A stored source: `config` is what is shown of its settings. */
export interface SealedSource {
  id: string;
  config: Record<string, unknown>;
  parts: SealedParts;
}

const purpose = 'source';
const ofConfig = 'config.';
const actPart = 'act.url';

/** Where a part is kept. `shown`: the public settings beside it. */
export function placeOfSourcePart(id: string, part: string, shown: Record<string, unknown>) {
  if (part === wholePart) return { purpose, row: id };
  const leadsTo = part.startsWith(ofConfig) ? placeOf(shown, part.slice(ofConfig.length)) : '';
  return { purpose, row: `${id} ${part} ${leadsTo}` };
}

export const sourcePart = (key: string): string => ofConfig + key;

/** The settings that have a secret among `parts`. */
export const secretKeys = (parts: readonly string[]): string[] =>
  parts.flatMap((part) => (part.startsWith(ofConfig) ? part.slice(ofConfig.length) : []));

/** The secret parts of what is given; the rest is for the row itself. */
export function sealSource(
  secrets: SecretBox,
  id: string,
  { config, actUrl }: Partial<SourceSecrets>,
): Record<string, Buffer> {
  const shown = publicConfig(config ?? {});
  const parts = Object.entries(secretConfig(config ?? {})).map(([key, value]) => [sourcePart(key), value] as const);
  if (typeof actUrl === 'string') parts.push([actPart, actUrl]);
  return Object.fromEntries(
    parts.map(([part, value]) => [part, secrets.seal(JSON.stringify(value), placeOfSourcePart(id, part, shown))]),
  );
}

/**
 * Throws AppError('invalid_input') when another SIGNALBOX_SECRET sealed a part, when it is of another source, or when the source was made to
 * lead elsewhere since.
 */
export function openSource(secrets: SecretBox, { id, config: shown, parts }: SealedSource): SourceSecrets {
  const open = (part: string, sealed: Buffer): unknown =>
    JSON.parse(secrets.open(sealed, placeOfSourcePart(id, part, shown)));
  const whole = parts[wholePart];
  if (whole) return open(wholePart, whole) as SourceSecrets;
  const config = { ...shown };
  for (const key of secretKeys(Object.keys(parts))) {
    const part = sourcePart(key);
    config[key] = open(part, parts[part] as Buffer);
  }
  const act = parts[actPart];
  return { config, actUrl: act ? (open(actPart, act) as string) : null };
}
