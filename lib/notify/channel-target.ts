/** What may be shown of where a channel goes: the path of a chat's webhook is its password, so the host alone; of e-mail who gets it. */
export function targetOf(config: Record<string, unknown>): string {
  return Array.isArray(config.to) ? config.to.join(', ') : new URL(String(config.url)).host;
}
