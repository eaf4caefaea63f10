// What is surely a secret is replaced before anything is stored: by the name it stands under, or by its own shape. Pure. Every pattern is
// linear in the text and bounded in its parts; it is better that a name is hidden in vain than that a key is kept.

export const hidden = '[redacted]';

const secretNames =
  /(?:^|[._ -])(?:password|passwd|pwd|passphrase|secret|token|authorization|cookie|credentials?|(?:api|access|private|secret|auth)[._ -]?key)$/;
const camelSteps = /([a-z0-9])([A-Z])/g;

const known = new Map<string, boolean>();
const maxKnown = 4_096;

/** Whether what stands under this name is a secret: `db.password`, `apiKey`, `http.request.header.authorization`. */
export function isSecretName(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const isSecret = name.length <= 200 && secretNames.test(name.replaceAll(camelSteps, '$1.$2').toLowerCase());
  if (known.size >= maxKnown) known.clear();
  known.set(name, isSecret);
  return isSecret;
}

/** Cheap, and true for every text that one of `shapes` fits; not for each `file://` of a stack. */
const isSuspect =
  /:\/\/[^\s/@]{2,501}@|earer |asic |eyJ|AKIA|ASIA|AIza|gh[opsur]_|github_pat_|glpat-|npm_|xox[abeoprs]-|[rs]k_(?:live|test)_|sk-|sb[xw]_|whsec_|PRIVATE KEY|passw|pwd|secret|api[_-]?key|access[_-]?key|token["']?[=:]|authorization/i;

const shapes: readonly (readonly [RegExp, string])[] = [
  [/([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}):[^\s/@]{1,300}@/gi, `$1:${hidden}@`],
  [/\b(bearer|basic) +[\w.~+/=-]{8,4000}/gi, `$1 ${hidden}`],
  [/\beyJ[\w-]{10,4000}\.[\w-]{10,4000}\.[\w-]{5,1000}/g, hidden],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, hidden],
  [/\bAIza[\w-]{35}/g, hidden],
  [/\b(?:gh[opsur]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|npm_[A-Za-z0-9]{30,60})/g, hidden],
  [/\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g, hidden],
  [/\b(?:[rs]k_(?:live|test)_[A-Za-z0-9]{10,255}|sk-[\w-]{20,255})/g, hidden],
  [/\b(?:sbx_(?:in|rd|op|ad)_[\w-]{20,60}|sbw_[\w-]{22}|whsec_[A-Za-z0-9+/=_-]{20,255})/g, hidden],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,8000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, hidden],
  [
    /\b(password|passwd|passphrase|pwd|secret|client[_-]?secret|api[_-]?key|access[_-]?key|secret[_-]?key|authorization)(["']? ?[=:] ?["']?)(?!\[redacted\])[^\s"',;&}]{3,4000}/gi,
    `$1$2${hidden}`,
  ],
  [/\b(token)(=|["'] ?: ?["'])(?!\[redacted\])[^\s"',;&}]{8,4000}/gi, `$1$2${hidden}`],
];

const shortestSecret = 10;

/** `text` without credentials in URLs, bearer tokens, keys of known makes, private keys, and `password=…`. */
export function hideSecrets(text: string): string {
  if (text.length < shortestSecret || !isSuspect.test(text)) return text;
  let clean = text;
  for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
  return clean;
}
