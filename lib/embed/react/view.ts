// How a widget looks in React: plain elements with class names, for the page's own styles.
import { createElement, type ReactElement } from 'react';
import type { Health } from './get-health.ts';

export interface ViewProps {
  health: Health;
  label: string;
  className?: string | undefined;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function figures({ p95Ms, failureRate, backlog }: Health): string {
  const words: string[] = [];
  if (typeof p95Ms === 'number') words.push(`p95 ${Math.round(p95Ms)} ms`);
  if (typeof failureRate === 'number') words.push(`${percent(failureRate)} failed`);
  if (typeof backlog === 'number') words.push(`${backlog} waiting`);
  return words.join(' · ');
}

/** Label, state in words, figures, items. `data-state` says the state to style sheets. */
export function JobHealthView({ health, label, className }: ViewProps): ReactElement {
  const state = health.stepsTotal ? health.statusText : health.status;
  const items = health.items.map((item, index) =>
    createElement(
      'li',
      { key: `${index} ${item.name}`, 'data-state': item.status },
      `${item.name} `,
      createElement('small', null, item.label),
    ),
  );
  return createElement(
    'div',
    { role: 'group', 'aria-label': `${label}: ${health.status}`, className, 'data-state': health.status },
    createElement('strong', null, label),
    ' ',
    createElement('span', null, state),
    ' ',
    createElement('small', null, figures(health)),
    items.length > 0 ? createElement('ul', null, items) : null,
  );
}
