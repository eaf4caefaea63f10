// Headers of every answer of the API. Pages get theirs, with a nonce, where pages are served.

export const apiHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The same for pages; `nonce` is fresh for each answer. Development needs eval for hot reload. */
export function pageHeaders(
  nonce: string,
  options: { isHttps: boolean; isDevelopment: boolean },
): Record<string, string> {
  const script = `'self' 'nonce-${nonce}' 'strict-dynamic'${options.isDevelopment ? " 'unsafe-eval'" : ''}`;
  return {
    'content-security-policy': [
      "default-src 'self'",
      `script-src ${script}`,
      // elements by nonce; attributes, in which charts and bars put what they computed, as they are
      "style-src 'self' 'unsafe-inline'",
      `style-src-elem 'self' ${options.isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(options.isHttps ? { 'strict-transport-security': 'max-age=63072000' } : {}),
  };
}
