import type { WidgetState } from '#lib/contracts/widget.ts';
import { escapeMarkup, shorten } from './escape.ts';
import { stateColours, textWidth } from './look.ts';

export interface BadgeOptions {
  label: string;
  message: string;
  state: WidgetState;
  isSquare?: boolean;
}

/** A badge in SVG, below 1.5 kB: the label, and what is the case in words and colour. */
export function drawBadge({ label, message, state, isSquare = false }: BadgeOptions): string {
  const [left, right] = [shorten(label, 60), shorten(message, 60)];
  const [a, b] = [textWidth(left) + 12, textWidth(right) + 12];
  const [l, r] = [escapeMarkup(left), escapeMarkup(right)];
  const radius = isSquare ? 0 : 3;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${l}: ${r}"><title>${l}: ${r}</title><clipPath id="r"><rect width="${a + b}" height="20" rx="${radius}"/></clipPath><g clip-path="url(#r)"><rect width="${a}" height="20" fill="#3d4046"/><rect x="${a}" width="${b}" height="20" fill="${stateColours[state]}"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="${a / 2}" y="14" textLength="${a - 12}">${l}</text><text x="${a + b / 2}" y="14" textLength="${b - 12}">${r}</text></g></svg>`;
}
