// What somebody pasted into the search: ids of several kinds may hide in one log line. Pure.

export interface Pasted {
  runIds: string[];
  traceIds: string[];
  spanIds: string[];
  /** Words that could be a job id or a correlation ID, the likeliest first. */
  words: string[];
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const traceparent = /\b[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}\b/gi;
const hex32 = /(?<![0-9a-f-])[0-9a-f]{32}(?![0-9a-f-])/gi;
/** `correlationId=…`, `"request_id": "…"` and the like: the value is what was meant. */
const labelled =
  /(?:correlation|request|req|job|run|trace|message|order)[_.\- ]?(?:id)?["']?\s*[:=]\s*["']?([A-Za-z0-9][\w.:@/-]{0,199})/gi;
const word = /[A-Za-z0-9][\w.:@-]{0,199}/g;
const maxWords = 20;

const unique = (items: Iterable<string>): string[] => [...new Set(items)];
const tidy = (text: string): string => text.replace(/[.:,;]+$/, '');

/** Splits pasted text into what it may name. A whole URL gives its path segments and its query's values. */
export function readPasted(text: string): Pasted {
  const clean = text.trim().slice(0, 8_000);
  // Nothing stored holds U+0000, and Postgres refuses to look for it.
  const decoded = (/%[0-9a-f]{2}/i.test(clean) ? decodeSafely(clean) : clean).replaceAll('\0', ' ');
  const parents = [...decoded.matchAll(traceparent)];
  const traceIds = [...parents.map((match) => match[1] as string), ...(decoded.match(hex32) ?? [])];
  const labelledWords = [...decoded.matchAll(labelled)].map((match) => tidy(match[1] as string));
  const whole = /\s/.test(decoded) || decoded.includes('://') ? [] : [decoded];
  const words = [...whole, ...labelledWords, ...(decoded.match(word) ?? []).map(tidy)];
  return {
    runIds: unique((decoded.match(uuid) ?? []).map((id) => id.toLowerCase())),
    traceIds: unique(traceIds.map((id) => id.toLowerCase())),
    spanIds: unique(parents.map((match) => (match[2] as string).toLowerCase())),
    words: unique(words.filter((item) => item.length <= 200)).slice(0, maxWords),
  };
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
