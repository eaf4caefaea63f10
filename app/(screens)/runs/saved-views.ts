'use client';
// Named views of the list of runs. A view is its query string; the names are kept in this browser alone.
import { useSyncExternalStore } from 'react';

export interface SavedView {
  name: string;
  /** Without the question mark. */
  query: string;
}

const key = 'sbx_views_runs';
const changed = new EventTarget();
let last: { text: string | null; views: readonly SavedView[] } = { text: null, views: [] };

/** Anything else than a list of views counts as none: the storage belongs to the browser's owner, who may have changed it. */
export function readViews(text: string | null): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(value)) return [];
    return value.filter((one) => typeof one?.name === 'string' && typeof one?.query === 'string');
  } catch {
    return [];
  }
}

/** The views with `view` among them, in the order of their names; one of the same name is replaced. */
export const withView = (views: readonly SavedView[], view: SavedView): SavedView[] =>
  [...views.filter(({ name }) => name !== view.name), view].sort((a, b) => (a.name < b.name ? -1 : 1));

function current(): readonly SavedView[] {
  const text = localStorage.getItem(key);
  if (text !== last.text) last = { text, views: readViews(text) };
  return last.views;
}

function store(views: readonly SavedView[]): void {
  localStorage.setItem(key, JSON.stringify(views));
  changed.dispatchEvent(new Event('change'));
}

const subscribe = (listen: () => void) => {
  changed.addEventListener('change', listen);
  window.addEventListener('storage', listen);
  return () => {
    changed.removeEventListener('change', listen);
    window.removeEventListener('storage', listen);
  };
};
const none: readonly SavedView[] = [];

export function useSavedViews() {
  const views = useSyncExternalStore(subscribe, current, () => none);
  return {
    views,
    save: (view: SavedView) => store(withView(current(), view)),
    remove: (name: string) => store(current().filter((view) => view.name !== name)),
  };
}
