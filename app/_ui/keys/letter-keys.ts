'use client';
// Whether single-letter keys are on. People who speak or dictate to their browser need them off (WCAG 2.1.4).
import { useSyncExternalStore } from 'react';
import { writeCookie } from '#app/_ui/cookie.ts';

const name = 'sbx_keys';
const changed = new EventTarget();

export const areLetterKeysOn = (): boolean => !document.cookie.split('; ').includes(`${name}=off`);

export function setLetterKeys(isOn: boolean): void {
  writeCookie(name, isOn ? 'on' : 'off');
  changed.dispatchEvent(new Event('change'));
}

const subscribe = (listen: () => void) => {
  changed.addEventListener('change', listen);
  return () => changed.removeEventListener('change', listen);
};

/** The same as state. */
export const useLetterKeys = (): boolean => useSyncExternalStore(subscribe, areLetterKeysOn, () => true);
