'use client';
import { type RefCallback, useCallback, useState } from 'react';

/** Whether the element came near the window so far, null until that is known: what costs to draw may wait for that. */
export function useSeen(): [ref: RefCallback<Element>, isSeen: boolean | null] {
  const [isSeen, setSeen] = useState<boolean | null>(null);
  const ref = useCallback((element: Element | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const isNear = entries.some((entry) => entry.isIntersecting);
        setSeen(isNear);
        if (isNear) observer.disconnect();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, isSeen];
}
