// /status: what the owners of widgets chose to show everybody. Without one such widget there is no page.

import { webPool } from '#lib/db/web-pool.ts';
import { selectStatusWidgets } from '#lib/db/widget/select-widgets.ts';
import { AppError } from '#lib/errors.ts';
import { drawStatusPage, knownZone } from './draw-page.ts';
import { freshFigures, healthOf, type Widget } from './figures.ts';
import { pageReply } from './reply.ts';
import { scopeUrl } from './show.ts';

const slot = globalThis as typeof globalThis & { signalboxStatus?: { atMs: number; widgets: Promise<Widget[]> } };
const freshMs = 2_000;

function shown(nowMs: number): Promise<Widget[]> {
  const before = slot.signalboxStatus;
  if (before && nowMs - before.atMs < freshMs) return before.widgets;
  const widgets = selectStatusWidgets(webPool());
  // a failure is not remembered
  widgets.catch(() => {
    slot.signalboxStatus = undefined;
  });
  slot.signalboxStatus = { atMs: nowMs, widgets };
  return widgets;
}

/** Throws `not_found` while nothing is to be shown to everybody. */
export async function showStatusPage(request: Request, nowMs: number): Promise<Response> {
  const widgets = await shown(nowMs);
  if (widgets.length === 0) throw new AppError('not_found', 'There is no public status page.');
  const blocks = widgets.map((widget) => ({
    name: widget.name,
    health: healthOf(widget, scopeUrl(widget.scope), nowMs),
    spark: freshFigures(widget, nowMs)?.spark ?? [],
  }));
  const zone = knownZone(new URL(request.url).searchParams.get('tz'));
  return pageReply(request, drawStatusPage(blocks, zone), null);
}
