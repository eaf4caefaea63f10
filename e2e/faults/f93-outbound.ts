// F93: a start, a first admin, screens and telemetry: nothing leaves the machine by itself. No telemetry, no update check, no font.
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { jobSpan, toJson } from './otlp-model.ts';
import { makeUser, signIn } from './sessions.ts';

const notes = path.join(tmpdir(), `signalbox-outbound-${process.pid}`);
const preload = pathToFileURL(path.join(import.meta.dirname, 'watch-outbound.ts')).href;
const isOurs = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::)$/.test(host);

export const outbound: Fault = {
  id: 'F93',
  what: 'whatever leaves the machine by itself',
  rig: { env: { NODE_OPTIONS: `--import ${preload}`, OUTBOUND_NOTES: notes } },
  async run(rig) {
    await makeUser(rig, 'ada@example.org', 'admin');
    const { cookie } = await signIn(rig, 'ada@example.org');
    await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [jobSpan('f93', 'one')], resource: [] }));
    const foreign: string[] = [];
    for (const place of ['/', '/runs', '/alerts', '/widgets', '/settings/about', '/api/docs', '/sign-in']) {
      const answer = await fetch(rig.url + place, { headers: { cookie, accept: 'text/html' } });
      const html = await answer.text();
      // what a browser would fetch by itself
      for (const [, url] of html.matchAll(/(?:src|href)="(https?:\/\/[^"]+)"/g))
        if (url && !url.startsWith(rig.url) && /src=/.test(html)) foreign.push(`${place}: ${url}`);
    }
    const lines = readFileSync(notes, 'utf8').trim().split('\n');
    const watching = lines.filter((line) => line === 'watching').length;
    const out = [...new Set(lines.filter((line) => line !== 'watching' && !isOurs(line.split(' ')[1] ?? '')))];
    return {
      processes: watching,
      connections: lines.length - watching,
      outbound: out.length,
      examples: out.slice(0, 5).join(' · '),
      foreignOnPages: foreign.length,
      foreignExamples: foreign.slice(0, 3).join(' · '),
      pass: watching >= 3 && lines.length > watching && out.length === 0 && foreign.length === 0,
    };
  },
};
