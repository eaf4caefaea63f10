// F84: a name that leads outside when it is checked and inside when it is connected to; a name with one address of each; a receiver that
// redirects inside, or answers with what nobody should see. The canary inside hears nothing, and no answer is shown or kept.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openCanary } from './browser.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { send } from './principals.ts';

const flips = isLong ? 200 : 24;
const together = 12;
const preload = pathToFileURL(path.join(import.meta.dirname, 'flip-names.ts')).href;
const sinkPort = 48_214;

export const rebinding: Fault = {
  id: 'F84',
  what: 'names that flip between outside and inside, and redirects inside',
  // the one host that is allowed is the redirecting receiver's; the canary beside it is not
  rig: { env: { NODE_OPTIONS: `--import ${preload}`, SIGNALBOX_ALLOW_HOSTS: `127.0.0.1:${sinkPort}` } },
  async run(rig) {
    const canary = await openCanary();
    const port = new URL(canary.url).port;
    let redirected = 0;
    const inner = `inner ${crypto.randomUUID()}`;
    const sink = createServer((_request, response) => {
      redirected += 1;
      const status = [302, 307, 500, 200][redirected % 4] ?? 200;
      const location = status < 400 && status > 299 ? { location: `http://127.0.0.1:${port}/f84` } : {};
      response.writeHead(status, inner, { ...location, 'content-type': inner, 'x-inner': inner }).end(inner);
    });
    await new Promise<void>((resolve) => {
      sink.listen(sinkPort, '127.0.0.1', resolve);
    });
    const told: string[] = [];
    try {
      const headers = { authorization: `Bearer ${rig.token}` };
      const delivered: string[] = [];
      const play = async (url: string, index: number) => {
        const channel = { name: `f84 ${index}`, kind: 'webhook', config: { url }, sendResolved: false };
        const made = await send<{ id: string }>(rig, 'POST', '/alerts/channels', channel).catch(() => null);
        if (!made) return;
        const answer = await fetch(`${rig.url}/api/v1/alerts/channels/${made.id}/test`, { method: 'POST', headers });
        const text = await answer.text();
        told.push(text);
        if ((JSON.parse(text) as { state?: string }).state === 'delivered' && !url.includes(`:${sinkPort}/`))
          delivered.push(url);
      };
      const urls = Array.from({ length: flips }, (_, index) => {
        const kind = index % 3;
        if (kind === 0) return `http://n${index}.flip.test:${port}/f84`;
        return kind === 1
          ? `http://n${index}.both.test:${port}/f84`
          : `http://127.0.0.1:${(sink.address() as AddressInfo).port}/r${index}`;
      });
      for (let index = 0; index < urls.length; index += together)
        await Promise.all(urls.slice(index, index + together).map((url, offset) => play(url, index + offset)));
      for (const path of ['/alerts/channels', '/alerts/history', '/audit'])
        told.push(await (await fetch(`${rig.url}/api/v1${path}`, { headers })).text());
      const kept = await rig.postgres.query(
        'select d::text as kept from alert_delivery d union all select c::text from alert_channel c',
      );
      told.push(JSON.stringify(kept));
      const shown = told.filter((text) => text.includes(inner)).length;
      return {
        flips: urls.length,
        redirectsOffered: redirected,
        delivered: delivered.length,
        canaryHits: canary.hits.length,
        answersShown: shown,
        pass: shown === 0 && canary.hits.length === 0 && delivered.length === 0 && redirected > 0,
      };
    } finally {
      canary.close();
      sink.closeAllConnections();
      sink.close();
    }
  },
};
