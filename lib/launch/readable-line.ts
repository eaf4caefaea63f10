// Our processes log JSON for machines; the launcher's terminal is read by people.

const levels: Record<number, string> = { 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };
const plumbing = new Set(['level', 'time', 'msg', 'pid', 'hostname']);

const wordsOf = (value: unknown): string => {
  if (value !== null && typeof value === 'object' && 'message' in value) return String(value.message);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A structured log line as a sentence with its facts behind it; anything else as it is. */
export function readableLine(line: string): string {
  if (!line.startsWith('{"level":')) return line;
  try {
    const { level, msg = '', ...rest } = JSON.parse(line) as { level: number; msg?: string } & Record<string, unknown>;
    const facts = Object.entries(rest)
      .filter(([key]) => !plumbing.has(key))
      .map(([key, value]) => `${key}=${wordsOf(value)}`);
    return `${levels[level] ?? ''}${msg}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
  } catch {
    return line;
  }
}
