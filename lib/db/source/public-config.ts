// What of a source's settings may be shown, and what is kept sealed apart: passwords, tokens and the like. Pure.
import { isDeepStrictEqual } from 'node:util';

type Config = Record<string, unknown>;
/** Names of settings that say where a connection leads. */
const placeName = /url|uri|host|endpoint|address|server|port|region/i;
const secretName = /pass(word|phrase)?$|secret|token|credential|private.?key|api.?key|access.?key/i;

/** A copy without secrets: named ones are left out, URLs lose their password and secret parameters. */
export function publicConfig(config: Config): Config {
  const shown: Config = {};
  for (const [key, value] of Object.entries(config)) {
    if (!secretName.test(key)) shown[key] = publicValue(value);
  }
  return shown;
}

function publicValue(value: unknown): unknown {
  if (typeof value === 'string') return publicUrl(value);
  if (Array.isArray(value)) return value.map(publicValue);
  if (value !== null && typeof value === 'object') return publicConfig(value as Config);
  return value;
}

/** A URL without password and secret parameters; any other text as it is. */
function publicUrl(text: string): string {
  if (!text.includes('://')) return text;
  // What looks like a URL but is none may still hold a password: show nothing of it.
  if (!URL.canParse(text)) return '';
  const url = new URL(text);
  url.password = '';
  for (const name of [...url.searchParams.keys()]) if (secretName.test(name)) url.searchParams.delete(name);
  return url.href;
}

/** The settings of `config` that are not shown whole, each as it was given. */
export function secretConfig(config: Config): Config {
  const shown = publicConfig(config);
  return Object.fromEntries(
    Object.entries(config).filter(([key, value]) => value !== undefined && !isDeepStrictEqual(shown[key], value)),
  );
}

/** Whether a URL holds the secret: it says by itself where it leads. `shown`: public settings. */
const isUrl = (shown: Config, key: string): boolean => typeof shown[key] === 'string';

/**
 * Where settings lead, as text, for the secret `key` of them: what is sealed for one place must not reach another. `shown`: public settings,
 * as given or as stored.
 */
export function placeOf(shown: Config, key: string): string {
  if (isUrl(shown, key)) return '';
  const places = Object.entries(shown).filter(([name]) => placeName.test(name));
  return JSON.stringify(Object.fromEntries(places), inOrder);
}

/** Keys in order: a store of JSON keeps its own. */
function inOrder(_key: string, value: unknown): unknown {
  const isRecord = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/**
 * Which of `stored`, the secrets of a source that shows `shown`, stay when `next` is given for it: a reader gets its settings back without
 * secrets, so what equals what was shown keeps its secret, and named secrets that are not mentioned stay; unless the connection leads elsewhere.
 */
export function keptSecrets(next: Config, shown: Config, stored: readonly string[]): string[] {
  const nextShown = publicConfig(next);
  return stored.filter((key) => {
    const isAsShown = next[key] === undefined ? secretName.test(key) : isDeepStrictEqual(next[key], shown[key]);
    return isAsShown && placeOf(nextShown, key) === placeOf(shown, key);
  });
}
