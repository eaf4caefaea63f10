import { describe, expect, it } from 'vitest';
import { type WidgetHealth, widgetStates } from '#lib/contracts/widget.ts';
import { drawBadge } from './draw-badge.ts';
import { barPath, drawCard } from './draw-card.ts';
import { drawPage, drawStatusPage, knownZone, sections } from './draw-page.ts';
import { escapeMarkup } from './escape.ts';

const evil = `<script>alert(1)</script>"'&\u0000\ud800]]>`;
const health: WidgetHealth = {
  status: 'failing',
  statusText: evil,
  failureRate: 0.25,
  p95Ms: 1234,
  throughputPerMin: 3,
  backlog: null,
  oldestWaitingMs: null,
  firing: 1,
  updatedAt: '2026-11-28T18:00:00.000Z',
  staleAfter: '2026-11-28T18:01:00.000Z',
  url: 'https://signalbox.example.com/',
  items: Array.from({ length: 50 }, () => ({
    name: 'a queue with a rather long name',
    label: 'failing',
    status: 'failing' as const,
  })),
};
const options = {
  sections,
  theme: 'auto',
  timeZone: 'UTC',
  refreshSeconds: 30,
  oembedUrl: 'https://s/o?url=x&y=1',
} as const;
const spark = Array.from({ length: 24 }, (_, index) => (index < 4 ? null : index * 3));

describe('widgets as drawn', () => {
  it('hold nothing that was said as markup', () => {
    const evilItems = { ...health, items: [{ name: evil, label: evil, status: 'ok' as const }] };
    const all = [
      drawBadge({ label: evil, message: evil, state: 'ok' }),
      drawCard(evil, evilItems, [1, null, 3], 'auto'),
      drawPage({ name: evil, health: evilItems, spark: [1, 2] }, options),
      drawStatusPage([{ name: evil, health: evilItems, spark: [] }], 'UTC'),
    ];
    for (const text of all) {
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('\u0000');
      expect(text).toContain('&lt;script&gt;');
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('are as small as promised', () => {
    for (const state of widgetStates) {
      const badge = drawBadge({ label: 'production email receipts', message: state, state });
      expect(Buffer.byteLength(badge)).toBeLessThanOrEqual(1_500);
    }
    // the longest there can be, all of it to be escaped
    const longest = drawBadge({ label: 'm'.repeat(100), message: 'm'.repeat(100), state: 'ok' });
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(1_500);
    expect(Buffer.byteLength(drawPage({ name: 'x', health, spark }, options))).toBeLessThanOrEqual(12_000);
  });

  it('say in words what colours say', () => {
    for (const state of widgetStates) {
      expect(drawBadge({ label: 'jobs', message: state, state })).toContain(`<title>jobs: ${state}</title>`);
      expect(drawCard('jobs', { ...health, status: state }, [], 'dark')).toContain(`aria-label="jobs: ${state}`);
    }
  });

  it('show only the sections that were asked for', () => {
    const page = drawPage({ name: 'Receipts', health, spark: [1, 2] }, { ...options, sections: ['status'] });
    expect(page).not.toContain('<h1>');
    expect(page).not.toContain('<svg');
    expect(page).not.toContain('<ul>');
  });
});

it('draws what is not known as nothing, and nothing as a hair', () => {
  expect(barPath([null], 0, 0, 10, 10)).toBe('');
  expect(barPath([0, 4], 0, 0, 20, 10)).toBe('M0.0,10v-1h8.5v1zM10.0,10v-10h8.5v10z');
});

it('takes unknown time zones for UTC', () => {
  expect(knownZone('Europe/Vienna')).toBe('Europe/Vienna');
  expect(knownZone('Mars/Olympus')).toBe('UTC');
  expect(knownZone(null)).toBe('UTC');
});

it('escapes for content and attributes alike', () => {
  expect(escapeMarkup(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
});
