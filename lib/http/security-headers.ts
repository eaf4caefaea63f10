// Headers of every answer of the API. Pages get theirs, with a nonce, where pages are served.

export const apiHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Below the base path. */
const reportsPath = '/api/v1/csp-reports';
const reportsTo = 'refusals';

interface PageOptions {
  isHttps: boolean;
  isDevelopment: boolean;
  /** Of the public URL, '' or '/signalbox'. */
  basePath: string;
}

/** The same for pages; `nonce` is fresh for each answer. Development needs eval for hot reload. */
export function pageHeaders(nonce: string, options: PageOptions): Record<string, string> {
  const reports = options.basePath + reportsPath;
  const script = `'self' 'nonce-${nonce}' 'strict-dynamic'${options.isDevelopment ? " 'unsafe-eval'" : ''}`;
  return {
    'content-security-policy': [
      "default-src 'self'",
      `script-src ${script}`,
      // elements by nonce, attributes not at all: what charts and bars compute is set by script
      `style-src 'self' ${options.isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      `report-uri ${reports}`,
      // goes before the other where it is known, but is without effect over plain HTTP
      ...(options.isHttps ? [`report-to ${reportsTo}`] : []),
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(options.isHttps
      ? { 'strict-transport-security': 'max-age=63072000', 'reporting-endpoints': `${reportsTo}="${reports}"` }
      : {}),
  };
}
