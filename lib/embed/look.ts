// How a state looks. Colours carry white text at 4.5:1 or more; the word always stands beside them.
import type { WidgetState } from '#lib/contracts/widget.ts';

export const stateColours: Record<WidgetState, string> = {
  ok: '#1a7f4b',
  degraded: '#9a6200',
  failing: '#c0342b',
  maintenance: '#2563c9',
  unknown: '#6b6f76',
};

/** Widths of Verdana at 11 px, in px, by groups of alike characters; what is not here is as wide as an `m`. */
const groups: readonly (readonly [number, string])[] = [
  [3.6, "ijlI|!'.,:; "],
  [4.6, 'frt()[]{}-/\\"J'],
  [5.8, 'csz*^'],
  [6.4, 'kvxy?_`'],
  [6.7, 'abdeghnopqu0123456789FLEST$'],
  [7.4, 'ABCKPRXYZV'],
  [8.4, 'DGHNUOQ&+<>=~#'],
  [9.8, 'wM@'],
  [10.8, 'mW%…—'],
];
const widths = new Map(groups.flatMap(([width, characters]) => Array.from(characters, (one) => [one, width] as const)));

/** Width of `text` in Verdana at 11 px, to about a pixel in ten. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widths.get(character) ?? 10.8;
  return Math.ceil(width);
}

/** A figure as small pictures say it. */
export const percentText = (share: number | null | undefined): string =>
  share === null || share === undefined
    ? '–'
    : `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0).replace(/\.0$/, '')} %`;

export function durationText(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 3_600_000) return `${(ms / 60_000).toFixed(ms < 600_000 ? 1 : 0)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}

export const countText = (n: number | null | undefined): string =>
  n === null || n === undefined ? '–' : n < 10_000 ? String(Math.round(n * 10) / 10) : `${(n / 1_000).toFixed(1)} k`;
