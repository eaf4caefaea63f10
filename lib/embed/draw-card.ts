import type { WidgetHealth } from '#lib/contracts/widget.ts';
import { escapeMarkup, shorten } from './escape.ts';
import { countText, durationText, percentText, stateColours } from './look.ts';

export const cardThemes = ['light', 'dark', 'auto'] as const;
export type CardTheme = (typeof cardThemes)[number];

const light = { ground: '#ffffff', line: '#d9dce1', ink: '#1c1f24', dim: '#5b616b' };
const dark = { ground: '#16181c', line: '#30343b', ink: '#eceef1', dim: '#a2a8b2' };
const rules = ({ ground, line, ink, dim }: typeof light): string =>
  `.g{fill:${ground};stroke:${line}}.i{fill:${ink}}.d{fill:${dim}}.b{fill:${dim}}`;

/** The style of a card: constant for each theme, so that a hash can allow it. */
export const cardStyle = (theme: CardTheme): string =>
  theme === 'auto' ? `${rules(light)}@media(prefers-color-scheme:dark){${rules(dark)}}` : rules({ light, dark }[theme]);

/** Bars in one path in a box at `x`, `y`; what is not known is left out, what is nothing is a hair. */
export function barPath(
  values: readonly (number | null)[],
  x: number,
  y: number,
  width: number,
  height: number,
): string {
  const top = Math.max(...values.map((value) => value ?? 0), 1);
  const stride = width / Math.max(values.length, 1);
  return values
    .map((value, index) => {
      if (value === null) return '';
      const tall = Math.max(1, Math.round((value / top) * height));
      return `M${(x + index * stride).toFixed(1)},${y + height}v-${tall}h${(stride - 1.5).toFixed(1)}v${tall}z`;
    })
    .join('');
}

const fact = (x: number, label: string, value: string): string =>
  `<text class="d" x="${x}" y="86" font-size="11">${label}</text><text class="i" x="${x}" y="103" font-size="13">${escapeMarkup(value)}</text>`;

/** The figures that a card shows: those that the widget tells. */
export function cardFacts(health: WidgetHealth): [label: string, value: string][] {
  const facts: [string, string][] = [];
  if (health.stepsTotal !== undefined)
    facts.push(['steps', health.stepsTotal === null ? '–' : `${countText(health.stepsDone)} of ${health.stepsTotal}`]);
  else {
    if (health.p95Ms !== undefined) facts.push(['p95', durationText(health.p95Ms)]);
    if (health.failureRate !== undefined) facts.push(['failed', percentText(health.failureRate)]);
    if (health.throughputPerMin !== undefined) facts.push(['per minute', countText(health.throughputPerMin)]);
    if (health.backlog !== undefined) facts.push(['waiting', countText(health.backlog)]);
  }
  return facts.slice(0, 4);
}

/** Whether the sentence says more than the word for the state, which stands beside it. */
export const saysMore = ({ status, statusText }: Pick<WidgetHealth, 'status' | 'statusText'>): boolean =>
  statusText.toLowerCase() !== status;

/** A card in SVG: name, state, what ended lately, and figures. Works where scripts do not, as in a README. */
export function drawCard(
  name: string,
  health: WidgetHealth,
  spark: readonly (number | null)[],
  theme: CardTheme,
): string {
  const title = escapeMarkup(shorten(name, 34));
  const text = escapeMarkup(shorten(health.statusText, 40));
  const facts = cardFacts(health).map(([label, value], index) => fact(16 + index * 76, label, value));
  const hasBars = health.status !== 'unknown' && spark.some((value) => value !== null);
  const middle = hasBars
    ? `<path class="b" opacity=".55" d="${barPath(spark, 16, 44, 288, 22)}"/>`
    : saysMore(health)
      ? `<text class="d" x="16" y="58" font-size="12">${text}</text>`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="116" viewBox="0 0 320 116" role="img" aria-label="${title}: ${health.status}, ${text}" font-family="system-ui,-apple-system,Segoe UI,sans-serif"><title>${title}: ${health.status}, ${text}</title><style>${cardStyle(theme)}</style><rect class="g" x=".5" y=".5" width="319" height="115" rx="8"/><text class="i" x="16" y="27" font-size="14" font-weight="600">${title}</text><g text-anchor="end"><text class="i" x="290" y="27" font-size="12">${health.status}</text></g><rect x="296" y="18" width="9" height="9" rx="${health.status === 'ok' ? 4.5 : 1}" fill="${stateColours[health.status]}"/>${middle}${facts.join('')}</svg>`;
}
