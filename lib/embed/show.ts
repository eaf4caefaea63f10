// Every format of a widget, from its one row and the options in the query. Options that are not known count as not given.
import { publicUrl } from '#lib/auth/public-url.ts';
import { writeQuery } from '#lib/contracts/filter.ts';
import type { WidgetScope, WidgetState } from '#lib/contracts/widget.ts';
import { AppError } from '#lib/errors.ts';
import { drawBadge } from './draw-badge.ts';
import { type CardTheme, cardThemes, drawCard } from './draw-card.ts';
import { drawPage, knownZone, type Section, sections, themes } from './draw-page.ts';
import { freshFigures, healthOf, stateWords, type Widget } from './figures.ts';
import { stateColours } from './look.ts';
import { openWidget } from './open-widget.ts';
import { jsonReplyOf, pageReply, svgReply } from './reply.ts';

const gone = () => new AppError('not_found', 'There is no such widget.');

function oneOf<T extends string>(known: readonly T[], value: string | null, fallback: T): T {
  return known.find((one) => one === value) ?? fallback;
}

/** The page behind a widget, for those who may sign in. */
export function scopeUrl({ correlationId, ...scope }: WidgetScope): string {
  if (correlationId !== undefined) return `${publicUrl()}/c/${encodeURIComponent(correlationId)}`;
  const screen = scope.schedule ? 'schedules' : scope.job ? 'runs' : scope.queue || scope.source ? 'queues' : '';
  return `${publicUrl()}/${screen}?${writeQuery(scope)}`;
}

interface Shown {
  label: string;
  message: string;
  state: WidgetState;
}

function shownOf(widget: Widget | null, given: string | null, nowMs: number): Shown {
  const fresh = widget && freshFigures(widget, nowMs);
  const state = fresh?.state ?? 'unknown';
  const label = given?.slice(0, 60) || widget?.name || 'jobs';
  return { label, state, message: fresh?.steps?.total ? fresh.statusText : stateWords[state] };
}

/** The badge. Unknown, revoked and expired widgets are a grey image as well: image proxies drop what is not 200. */
export async function showBadge(request: Request, name: string, nowMs: number): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const widget = await openWidget(request, name, nowMs);
  const svg = drawBadge({
    ...shownOf(widget, query.get('label'), nowMs),
    isSquare: query.get('style') === 'square',
  });
  return svgReply(request, svg, null);
}

export async function showCard(request: Request, name: string, nowMs: number): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const theme: CardTheme = oneOf(cardThemes, query.get('theme'), 'auto');
  const widget = await openWidget(request, name, nowMs);
  const label = query.get('label')?.slice(0, 60) || widget?.name || 'jobs';
  const health = healthOf(widget ?? nobody, '', nowMs);
  const spark = (widget && freshFigures(widget, nowMs)?.spark) ?? [];
  return svgReply(request, drawCard(label, health, spark, theme), theme);
}

const nobody = {
  id: '',
  name: '',
  scope: {},
  fields: [],
  frameOrigins: [],
  isOnStatusPage: false,
  expiresAt: null,
  figures: null,
  updatedAt: null,
  staleAfter: null,
};

/** https://shields.io/badges/endpoint-badge: these keys and no others. */
export async function showShields(request: Request, name: string, nowMs: number): Promise<Response> {
  const widget = await openWidget(request, name, nowMs);
  if (!widget) throw gone();
  const { label, message, state } = shownOf(widget, new URL(request.url).searchParams.get('label'), nowMs);
  const color = stateColours[state];
  return jsonReplyOf(request, {
    schemaVersion: 1,
    label,
    message,
    color,
    isError: state === 'failing',
    cacheSeconds: 60,
  });
}

export async function showJson(request: Request, name: string, nowMs: number): Promise<Response> {
  const widget = await openWidget(request, name, nowMs);
  if (!widget) throw gone();
  return jsonReplyOf(request, healthOf(widget, scopeUrl(widget.scope), nowMs));
}

const shortestRefreshSeconds = 15;

/** The page for a frame: `sections`, `theme`, `tz`, `refresh` (seconds, at least 15; 0 = never). */
export async function showPage(request: Request, name: string, nowMs: number): Promise<Response> {
  const url = new URL(request.url);
  const query = url.searchParams;
  const widget = await openWidget(request, name, nowMs);
  if (!widget) throw gone();
  const asked = query.get('sections')?.split(',') ?? sections;
  const shown = sections.filter((section: Section) => asked.includes(section));
  const refresh = Number(query.get('refresh') ?? 30);
  const here = `${publicUrl()}/embed/v1/${name}${url.search}`;
  const html = drawPage(
    {
      name: widget.name,
      health: healthOf(widget, scopeUrl(widget.scope), nowMs),
      spark: freshFigures(widget, nowMs)?.spark ?? [],
    },
    {
      sections: shown.length > 0 ? shown : sections,
      theme: oneOf(themes, query.get('theme'), 'auto'),
      timeZone: knownZone(query.get('tz')),
      refreshSeconds: refresh > 0 ? Math.max(shortestRefreshSeconds, Math.min(3_600, Math.round(refresh))) : null,
      oembedUrl: `${publicUrl()}/embed/v1/oembed?url=${encodeURIComponent(here)}`,
    },
  );
  return pageReply(request, html, widget.frameOrigins);
}
