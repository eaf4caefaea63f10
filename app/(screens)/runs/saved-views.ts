'use client';
// Named views of a page. A view is its query string; the names are kept in this browser alone.
import { useSyncExternalStore } from 'react';

export interface SavedView {
  name: string;
  /** Without the question mark. */
  query: string;
}

const keyOf = (page: string): string => `sbx_views_${page.slice(1)}`;
const changed = new EventTarget();
const last = new Map<string, { text: string | null; views: readonly SavedView[] }>();

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

function current(page: string): readonly SavedView[] {
  const text = localStorage.getItem(keyOf(page));
  const known = last.get(page);
  if (known && known.text === text) return known.views;
  const views = readViews(text);
  last.set(page, { text, views });
  return views;
}

function store(page: string, views: readonly SavedView[]): void {
  localStorage.setItem(keyOf(page), JSON.stringify(views));
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

/** The views of the page at this path. */
export function useSavedViews(page: string) {
  const views = useSyncExternalStore(
    subscribe,
    () => current(page),
    () => none,
  );
  return {
    views,
    save: (view: SavedView) => store(page, withView(current(page), view)),
    remove: (name: string) =>
      store(
        page,
        current(page).filter((view) => view.name !== name),
      ),
  };
}
