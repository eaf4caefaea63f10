// F79: headers, paths and forms by which frameworks have been talked past their own checks. What is behind them stays there.
import { request } from 'node:http';
import type { Fault } from './fault.ts';
import { send } from './principals.ts';

const canary = 'canary-behind-the-door';
const places = ['/sources', '/api/v1/sources', '/', '/api/v1/keys'];
const middleware = 'x-middleware-subrequest';
const headerForms: Record<string, string>[] = [
  { [middleware]: 'proxy' },
  { [middleware]: 'middleware' },
  { [middleware]: Array(8).fill('middleware').join(':') },
  { [middleware]: Array(8).fill('src/middleware').join(':') },
  { [middleware]: Array(8).fill('proxy').join(':') },
  { 'x-middleware-prefetch': '1' },
  { 'next-resume': '1' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1' },
  { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
  { rsc: '1', 'next-router-state-tree': encodeURIComponent('["",{"children":["(screens)",{}]}]') },
  { 'next-action': 'a'.repeat(40) },
  { host: 'localhost:1' },
  { 'x-forwarded-host': 'evil.example' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
  { 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
  { 'x-original-url': '/livez', 'x-rewrite-url': '/livez' },
  { 'x-http-method-override': 'OPTIONS' },
  { 'x-nextjs-data': '1' },
  { 'x-invoke-path': '/livez', 'x-invoke-output': '/livez' },
  { 'x-matched-path': '/livez' },
  { 'x-signalbox-here': '/livez' },
  { authorization: 'Basic YWRtaW46YWRtaW4=' },
  { cookie: 'signalbox_session=x.y; __Host-signalbox_session=x.y' },
];
const pathForms: ((place: string) => string)[] = [
  (place) => `${place}.rsc`,
  (place) => `${place}?_rsc=1`,
  (place) => `//${place}`,
  (place) => `${place}/`,
  (place) => `/%2e${place}`,
  (place) => place.replace('/', '/.%2f'),
  (place) => `/livez/..${place}`,
  (place) => `/livez/%2e%2e${place}`,
  (place) => `/status/..;${place}`,
  (place) => `/embed/v1/..%2f..${place}`,
  (place) => `${place}%00`,
  (place) => place.toUpperCase(),
  (place) => `/_next/data/build${place}.json`,
  (place) => `/_next/static/..%2f..${place}`,
  (place) => `${place}.segments/_tree.segment.rsc`,
];

/** As the bytes are: `fetch` would tidy the path and refuse the Host header. */
function ask(base: string, path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers, timeout: 20_000 }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end();
  });
}

export const frameworkBypass: Fault = {
  id: 'F79',
  what: 'headers, paths and forms that talk frameworks past their checks',
  async run(rig) {
    await send(rig, 'POST', '/sources', {
      name: canary,
      kind: 'bullmq',
      environment: 'faults',
      config: { url: 'redis://127.0.0.1:1', prefix: 'bull' },
    });
    const cases = [
      ...places.flatMap((place) => headerForms.map((headers) => ({ path: place, headers }))),
      ...places.flatMap((place) => pathForms.map((form) => ({ path: form(place), headers: {} }))),
      { path: `${rig.url}/api/v1/sources`, headers: {} },
      { path: 'http://127.0.0.1:1/api/v1/sources', headers: { upgrade: 'websocket', connection: 'upgrade' } },
    ];
    const leaks: string[] = [];
    for (const { path, headers } of cases) {
      const { status, text } = await ask(rig.url, path, headers).catch((error: Error) => ({
        status: 0,
        text: error.message,
      }));
      const isData = text.includes(canary) || text.includes('fault admin');
      if (isData || status >= 500) leaks.push(`${path} ${JSON.stringify(headers)}: ${status}`);
    }
    const seen = await fetch(`${rig.url}/api/v1/sources`, { headers: { authorization: `Bearer ${rig.token}` } });
    const isThere = (await seen.text()).includes(canary);
    return {
      cases: cases.length,
      canaryHits: leaks.length,
      examples: leaks.slice(0, 5).join(' · '),
      canaryIsThere: isThere,
      pass: leaks.length === 0 && isThere,
    };
  },
};
