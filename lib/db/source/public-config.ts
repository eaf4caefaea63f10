// What of a source's settings may be shown: everything but passwords, tokens and the like. Pure.

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

/**
 * The settings to store when `next` was given for a source that has `known`: a reader gets its settings back without secrets, so a part
 * that equals what is shown of the known one keeps its secret, and secrets that are not mentioned stay; unless the connection leads elsewhere:
 * what was given for one host must not reach another.
 */
export function keepSecrets(next: Config, known: Config): Config {
  const kept: Config = {};
  const leadsTo = (config: Config): string =>
    JSON.stringify(
      Object.entries(publicConfig(config))
        .filter(([key]) => placeName.test(key))
        .sort(),
    );
  const isSamePlace = leadsTo(next) === leadsTo(known);
  for (const [key, value] of Object.entries(known)) if (isSamePlace && secretName.test(key)) kept[key] = value;
  for (const [key, value] of Object.entries(next)) {
    const before = known[key];
    const isAsShown = typeof value === 'string' && typeof before === 'string' && value === publicUrl(before);
    kept[key] = isAsShown ? before : value;
  }
  return kept;
}
