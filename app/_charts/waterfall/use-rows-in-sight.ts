'use client';
// Which of many rows of one height are in the page: those in sight and some around them. What the height is, is known: nothing is
// measured, so that the browser lays the page out once, and of ten thousand rows no list is made.
import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

interface RowsInSight {
  count: number;
  rowHeight: number;
  /** Of the box that scrolls. */
  height: number;
}

/** Rows above and below those in sight: more than a turn of the wheel passes. */
const around = 16;
/** So many come and go together. */
const step = 4;

/** The first and the last place to draw, for what is scrolled down by `top`. Pure. */
export function placesInSight({ count, rowHeight, height }: RowsInSight, top: number): [from: number, to: number] {
  const first = Math.floor(Math.floor(top / rowHeight) / step) * step;
  const from = Math.max(0, Math.min(first - around, count - 1));
  return [from, Math.min(count, first + Math.ceil(height / rowHeight) + step + around)];
}

export function useRowsInSight(box: RefObject<HTMLElement | null>, sight: RowsInSight) {
  const { count, rowHeight, height } = sight;
  const [[from, to], setPlaces] = useState(() => placesInSight(sight, 0));
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    let asked = 0;
    const look = () => {
      asked = 0;
      const next = placesInSight({ count, rowHeight, height }, element.scrollTop);
      setPlaces((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
    };
    // once a frame, however often the wheel turns
    const ask = () => {
      asked ||= requestAnimationFrame(look);
    };
    // until it was scrolled, it stands at its top: to ask would lay it out
    ask();
    element.addEventListener('scroll', ask, { passive: true });
    return () => {
      cancelAnimationFrame(asked);
      element.removeEventListener('scroll', ask);
    };
  }, [box, count, rowHeight, height]);
  /** Brings a row into sight, moving no further than needed. */
  const show = useCallback(
    (place: number) => {
      const element = box.current;
      if (!element || place < 0) return;
      const top = place * rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + height) element.scrollTop = top + rowHeight - height;
    },
    [box, rowHeight, height],
  );
  return { from, to: Math.min(to, count), show };
}
