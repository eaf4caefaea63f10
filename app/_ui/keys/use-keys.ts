'use client';
import { useEffect, useRef } from 'react';
import { isTyping } from './is-typing.ts';
import { areLetterKeysOn } from './letter-keys.ts';

/**
 * Single keys of a page, by `KeyboardEvent.key`. They do nothing while something is typed, with a modifier held, while a dialog is
 * open, or when a person switched them off.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]') || !areLetterKeysOn()) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
