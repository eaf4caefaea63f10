// The reference of the HTTP API as one page, from the very document that /api/v1/openapi.json is. No script.
import { createHash } from 'node:crypto';
import { escapeMarkup } from '#lib/embed/escape.ts';
import { schemaText } from './schema-text.ts';

interface Content {
  content?: Record<string, { schema?: unknown }>;
  description?: string;
}
interface DocumentedOperation {
  summary: string;
  description: string;
  parameters: { name: string; in: string; required: boolean; schema: unknown }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}
export interface Document {
  info: { title: string; version: string; description?: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, DocumentedOperation>>;
}

const style =
  ':root{color-scheme:light dark;--l:#d9dce1;--d:#5b616b;--s:#f3f4f6;--a:#2f56c8}@media(prefers-color-scheme:dark){:root{--l:#30343b;--d:#a2a8b2;--s:#1b1e23;--a:#9db4ff}}*{box-sizing:border-box}body{margin:0;font:14px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;display:grid;grid-template-columns:250px minmax(0,1fr)}nav{position:sticky;top:0;height:100vh;overflow:auto;padding:18px;border-right:1px solid var(--l)}nav ul{list-style:none;margin:0;padding:0}a{color:inherit}nav a{text-decoration:none;color:var(--d);font-size:13px;overflow-wrap:anywhere}nav a:hover{color:inherit}main{padding:22px 30px 80px;max-width:920px}h1{font-size:22px;margin:0 0 4px}h2{font:600 15px/1.4 ui-monospace,monospace;margin:34px 0 4px;overflow-wrap:anywhere}section{border-top:1px solid var(--l);padding-top:1px}b.m{display:inline-block;min-width:58px;color:var(--a)}p{margin:2px 0 8px}.d{color:var(--d)}pre{background:var(--s);border-radius:7px;padding:10px 12px;overflow:auto;font-size:12.5px;margin:4px 0 10px}table{border-collapse:collapse;margin:4px 0 10px}td,th{padding:2px 14px 2px 0;text-align:left;vertical-align:top;font-weight:400}th{font-family:ui-monospace,monospace}summary{cursor:pointer;color:var(--d)}@media(max-width:760px){body{display:block}nav{position:static;height:auto;border:0}main{padding:18px}}';

export const referencePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const anchor = (method: string, path: string): string => `${method}${path.replaceAll(/[^\w]+/g, '-')}`;

function schemaBlock(label: string, part: Content | undefined): string {
  const [type, media] = Object.entries(part?.content ?? {})[0] ?? [];
  if (!media?.schema) return '';
  const note = type === 'application/json' ? '' : ` (${escapeMarkup(type ?? '')})`;
  return `<details><summary>${label}${note}</summary><pre tabindex="0">${escapeMarkup(schemaText(media.schema))}</pre></details>`;
}

function operation(path: string, method: string, one: DocumentedOperation): string {
  const rows = one.parameters.map(
    ({ name, in: where, required, schema }) =>
      `<tr><th scope="row">${escapeMarkup(name)}</th><td class="d">${where}${required ? ', required' : ''}</td><td>${escapeMarkup(schemaText(schema))}</td></tr>`,
  );
  const answers = Object.entries(one.responses).filter(([status]) => status !== 'default');
  return [
    `<section id="${anchor(method, path)}"><h2><b class="m">${method.toUpperCase()}</b> ${escapeMarkup(path)}</h2>`,
    `<p>${escapeMarkup(one.summary)}. <span class="d">${escapeMarkup(one.description)}</span></p>`,
    rows.length > 0
      ? `<details><summary>Parameters (${rows.length})</summary><table>${rows.join('')}</table></details>`
      : '',
    schemaBlock('Body', one.requestBody),
    ...answers.map(([status, answer]) => schemaBlock(`Answer ${status}`, answer)),
    '</section>',
  ].join('');
}

export function drawReference({ info, servers, paths }: Document): string {
  const all = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, one]) => ({ path, method, one })),
  );
  const contents = all.map(
    ({ path, method }) =>
      `<li><a href="#${anchor(method, path)}">${method.toUpperCase()} ${escapeMarkup(path)}</a></li>`,
  );
  const body = all.map(({ path, method, one }) => operation(path, method, one));
  const intro = `<h1>${escapeMarkup(info.title)} API</h1><p>${escapeMarkup(info.description ?? '')} Base address <code>${escapeMarkup(servers[0]?.url ?? '')}</code>. Send a token as <code>Authorization: Bearer …</code>; the machine-readable document is <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API reference · ${escapeMarkup(info.title)}</title><style>${style}</style></head><body><nav aria-label="Operations"><ul>${contents.join('')}</ul></nav><main>${intro}${body.join('')}</main></body></html>`;
}
