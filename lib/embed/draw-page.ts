// The page that is put into a frame, and the public status page: plain HTML, no framework, no cookies, nothing from elsewhere.
import type { WidgetHealth } from '#lib/contracts/widget.ts';
import { barPath, cardFacts, saysMore } from './draw-card.ts';
import { escapeMarkup } from './escape.ts';
import { stateColours } from './look.ts';

export const sections = ['title', 'status', 'chart', 'list'] as const;
export type Section = (typeof sections)[number];
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const dark = '--g:#16181c;--l:#30343b;--i:#eceef1;--d:#a2a8b2';
/** Constant, so that its hash allows it in the content security policy. */
export const pageStyle = `:root{--g:#fff;--l:#d9dce1;--i:#1c1f24;--d:#5b616b;color-scheme:light dark}@media(prefers-color-scheme:dark){:root:not(.light){${dark}}}:root.dark{${dark}}*{box-sizing:border-box}body{margin:0;padding:14px 16px;background:var(--g);color:var(--i);font:14px/1.45 system-ui,-apple-system,"Segoe UI",sans-serif}main{max-width:720px;margin:auto}h1{font-size:15px;margin:0 0 6px}.wide h1{font-size:22px;margin:12px 0 18px}section{border:1px solid var(--l);border-radius:8px;padding:12px 14px;margin:0 0 10px}section h2{font-size:14px;margin:0 0 4px}.s{display:flex;align-items:center;gap:8px;margin:0}.m{width:10px;height:10px;border-radius:2px;flex:none}.ok .m{border-radius:50%}${Object.entries(
  stateColours,
)
  .map(([state, colour]) => `.${state} .m{background:${colour}}`)
  .join(
    '',
  )}.t{color:var(--d)}dl{display:flex;flex-wrap:wrap;gap:4px 26px;margin:10px 0 0}dt{color:var(--d);font-size:12px}dd{margin:0}svg{display:block;width:100%;height:40px;margin:10px 0 0;fill:var(--d)}ul{list-style:none;margin:10px 0 0;padding:0}li{display:flex;gap:8px;align-items:center;padding:3px 0;border-top:1px solid var(--l)}li span:nth-child(2){flex:1;overflow-wrap:anywhere}a{color:inherit}footer{color:var(--d);font-size:12px;margin-top:8px}`;

/**
 * Constant, so that its hash allows it. Tells the frame's owner how tall the page is, in pixels, and listens to nobody. Reads the page again in
 * its place, so that neither focus nor reading begins anew; what is not answered well is loaded as a page, and so is all within a sandbox, which
 * may not read us.
 */
export const pageScript =
  "(()=>{const tell=()=>parent.postMessage({type:'signalbox:height',height:document.documentElement.scrollHeight},'*');if(parent!==window){new ResizeObserver(tell).observe(document.body);tell()}const every=document.body.dataset.refresh;if(every)setInterval(async()=>{if(document.hidden)return;try{const answer=await fetch(location.href);if(!answer.ok)throw answer;const next=new DOMParser().parseFromString(await answer.text(),'text/html').querySelector('main');const now=document.querySelector('main');const at=[...now.querySelectorAll('a')].indexOf(document.activeElement);now.replaceWith(next);next.querySelectorAll('a')[at]?.focus()}catch{location.reload()}},every*1000)})()";

/** By zone; as many as there are zones. Making one costs as much as drawing a page. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** `timeZone`: as `knownZone` gives it. */
function moment(iso: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone });
    formats.set(timeZone, format);
  }
  return format.format(new Date(iso));
}

/** A time zone that this machine knows, else UTC. */
export function knownZone(name: string | null): string {
  if (name === null) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

interface Block {
  name: string;
  health: WidgetHealth;
  spark: readonly (number | null)[];
}

function block({ name, health, spark }: Block, shown: readonly Section[], heading: 'h1' | 'h2', zone: string): string {
  const parts: string[] = [];
  const has = (section: Section): boolean => shown.includes(section);
  if (has('title')) parts.push(`<${heading}>${escapeMarkup(name)}</${heading}>`);
  if (has('status')) {
    const facts = cardFacts(health).map(
      ([label, value]) => `<div><dt>${label}</dt><dd>${escapeMarkup(value)}</dd></div>`,
    );
    const more = saysMore(health) ? ` <span class="t">${escapeMarkup(health.statusText)}</span>` : '';
    const text = `<b>${health.status}</b>${more}`;
    parts.push(
      `<p class="s ${health.status}"><i class="m"></i>${text}</p>${facts.length ? `<dl>${facts.join('')}</dl>` : ''}`,
    );
  }
  const known = spark.filter((value) => value !== null);
  if (has('chart') && known.length > 0 && health.status !== 'unknown') {
    const words = `Runs ended in each 5 minutes: at most ${Math.max(...known)}`;
    parts.push(
      `<svg viewBox="0 0 480 40" preserveAspectRatio="none" role="img" aria-label="${words}"><path d="${barPath(spark, 0, 0, 480, 40)}"/></svg>`,
    );
  }
  if (has('list') && health.items.length > 0) {
    const items = health.items.map(
      (item) =>
        `<li class="${item.status}"><i class="m"></i><span>${escapeMarkup(item.name)}</span><span class="t">${escapeMarkup(item.label)}</span></li>`,
    );
    parts.push(`<ul>${items.join('')}</ul>`);
  }
  const link = health.url
    ? ` · <a href="${escapeMarkup(health.url)}" target="_blank" rel="noopener noreferrer">open</a>`
    : '';
  const read = health.updatedAt ? `As of ${moment(health.updatedAt, zone)} ${escapeMarkup(zone)}` : 'Not measured yet';
  return `${parts.join('')}<footer>${read}${link}</footer>`;
}

interface Shell {
  title: string;
  theme: Theme;
  head?: string;
  body: string;
  refreshSeconds: number | null;
}

function shell({ title, theme, head = '', body, refreshSeconds }: Shell): string {
  const again =
    refreshSeconds === null ? '' : `<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`;
  const refresh = refreshSeconds === null ? '' : ` data-refresh="${refreshSeconds}"`;
  return `<!doctype html><html lang="en" class="${theme}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escapeMarkup(title)}</title>${again}${head}<style>${pageStyle}</style></head><body${refresh}>${body}<script>${pageScript}</script></body></html>`;
}

export interface PageOptions {
  sections: readonly Section[];
  theme: Theme;
  timeZone: string;
  /** Reads itself again after so many seconds; null = never. */
  refreshSeconds: number | null;
  /** Where a consumer finds what this page is (oEmbed discovery). */
  oembedUrl: string;
}

/** One widget as a page of its own, for a frame. */
export function drawPage(one: Block, options: PageOptions): string {
  const discovery = `<link rel="alternate" type="application/json+oembed" href="${escapeMarkup(options.oembedUrl)}">`;
  const body = `<main>${block(one, options.sections, 'h1', options.timeZone)}</main>`;
  const { theme, refreshSeconds } = options;
  return shell({ title: one.name, theme, head: discovery, body, refreshSeconds });
}

/** What everybody may see, under one heading. Reads itself again each minute. */
export function drawStatusPage(blocks: readonly Block[], timeZone: string): string {
  const shown = sections.map((section) => section);
  const parts = blocks.map((one) => `<section>${block(one, shown, 'h2', timeZone)}</section>`);
  return shell({
    title: 'Status',
    theme: 'auto',
    refreshSeconds: 60,
    body: `<main class="wide"><h1>Status</h1>${parts.join('')}</main>`,
  });
}
