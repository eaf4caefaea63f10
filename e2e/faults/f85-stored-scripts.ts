// F85: 200 texts that would run as script, in the names that people and jobs give, on twelve surfaces in a real Chromium. F32 plays the same
// texts through telemetry; here they come in by the API and are shown on widgets and in settings.
import { attackTexts } from './attack-texts.ts';
import { launchChromium, openCanary, openReader } from './browser.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';
import { send } from './principals.ts';

const mark = 'signalboxAttack';
const step = isLong ? 1 : 6;

interface Made {
  urls: Record<'badge' | 'card' | 'frame' | 'json' | 'oembed' | 'script', string>;
}

export const storedScripts: Fault = {
  id: 'F85',
  what: 'scripts in the names of widgets, keys and users, on every surface',
  async run(rig) {
    const canary = await openCanary();
    const browser = await launchChromium();
    try {
      const texts = attackTexts(mark, canary.url)
        .map((text) => text.replaceAll('\u0000', '').trim().slice(0, 100))
        .filter((text) => text !== '');
      const widgets: { text: string; made: Made }[] = [];
      for (const [index, text] of texts.entries()) {
        const input = {
          name: text,
          scope: { environment: 'faults', queue: text },
          fields: ['items', 'url'],
          isOnStatusPage: index < 100,
        };
        widgets.push({ text, made: await send<Made>(rig, 'POST', '/widgets', input) });
        if (index % 4 === 0) await send(rig, 'POST', '/keys', { name: text, scope: 'read' });
        if (index % 8 === 0)
          await send(rig, 'POST', '/users', {
            email: `u${index}@example.org`,
            name: text,
            password: 'a password long enough',
          });
      }
      const reader = await openReader(browser, rig, mark);
      const { page, executed } = reader;
      const surfaces = new Set<string>();
      const altered: string[] = [];
      // SVG cannot hold control characters: they are left out, or shown as U+FFFD
      const folded = (text: string) =>
        text
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/[\p{Cc}\uFFFD]/gu, '')
          .trim();
      const visit = async (surface: string, url: string, wanted: string | null) => {
        surfaces.add(surface);
        await page.goto(url, { waitUntil: 'load', timeout: 30_000 });
        await page
          .evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 10))))
          .catch(() => {});
        const hits: unknown = await page.evaluate((name) => Reflect.get(window, name), mark);
        if (hits !== undefined) executed.push(`script on ${surface}: ${String(hits)}`);
        if (wanted === null) return;
        const shown = folded(await page.evaluate(() => document.documentElement.textContent ?? ''));
        if (!shown.includes(folded(wanted).slice(0, 30))) altered.push(`${surface}: ${wanted.slice(0, 40)}`);
      };
      for (let index = 0; index < widgets.length; index += step) {
        const { text, made } = widgets[index] as (typeof widgets)[number];
        const label = `?label=${encodeURIComponent(text)}`;
        await visit('badge', made.urls.badge + label, text);
        await visit('card', made.urls.card + label, null);
        await visit('frame', made.urls.frame, text);
        await visit('json', made.urls.json, null);
        await visit('oembed', made.urls.oembed, null);
        await visit(
          'frame options',
          `${made.urls.frame}?theme=${encodeURIComponent(text)}&tz=${encodeURIComponent(text)}&sections=${encodeURIComponent(text)}`,
          null,
        );
        await visit('not found', `${rig.url}/embed/v1/${encodeURIComponent(text)}`, null);
        await visit('search', `${rig.url}/runs?q=${encodeURIComponent(text)}`, null);
      }
      await visit('status page', `${rig.url}/status`, null);
      for (const path of ['/widgets', '/settings/keys', '/settings/users', '/settings/audit', '/settings/sessions']) {
        surfaces.add(path);
        await reader.read(path);
      }
      await visit('reference', `${rig.url}/api/docs`, null);
      return {
        texts: texts.length,
        surfaces: surfaces.size,
        executed: executed.length,
        executedExamples: executed.slice(0, 4).join(' · '),
        altered: altered.length,
        alteredExamples: altered.slice(0, 4).join(' · '),
        canaryHits: canary.hits.length,
        pass:
          texts.length >= 190 &&
          surfaces.size >= 12 &&
          executed.length === 0 &&
          altered.length === 0 &&
          canary.hits.length === 0,
      };
    } finally {
      await browser.close();
      canary.close();
    }
  },
};
