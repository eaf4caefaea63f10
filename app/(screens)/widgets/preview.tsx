'use client';
// The very pictures that other pages get, drawn by the same functions.
import type { WidgetView } from '#lib/contracts/widget.ts';
import { drawBadge } from '#lib/embed/draw-badge.ts';
import { type CardTheme, drawCard } from '#lib/embed/draw-card.ts';

const asImage = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

export function BadgePreview({ widget }: { widget: WidgetView }) {
  const { status, statusText, stepsTotal } = widget.health;
  const message = stepsTotal ? statusText : status;
  const svg = drawBadge({ label: widget.name, message, state: status });
  return <img src={asImage(svg)} alt={`Badge: ${widget.name}, ${message}`} height={20} className="h-5" />;
}

/** In the theme of the page that it may come to stand on. */
export function CardPreview({ widget, theme }: { widget: WidgetView; theme: CardTheme }) {
  const svg = drawCard(widget.name, widget.health, widget.spark, theme);
  return (
    <img src={asImage(svg)} alt={`Card, ${theme}: ${widget.name}, ${widget.health.status}`} width={320} height={116} />
  );
}
