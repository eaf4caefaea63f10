'use client';
// Light, dark, or what the system says. The server reads the cookie, so there is no flash.
import { useSyncExternalStore } from 'react';
import { writeCookie } from './cookie.ts';

export const themes = ['system', 'light', 'dark'] as const;
const changed = new EventTarget();

export function setTheme(theme: string): void {
  document.documentElement.dataset.theme = theme;
  writeCookie('sbx_theme', theme);
  changed.dispatchEvent(new Event('change'));
}

const subscribe = (listen: () => void) => {
  changed.addEventListener('change', listen);
  return () => changed.removeEventListener('change', listen);
};

/** The theme in force; `initial` is what the server read from the cookie. */
export const useTheme = (initial: string): string =>
  useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset.theme ?? initial,
    () => initial,
  );
