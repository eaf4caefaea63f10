'use client';
import { useEffect, useState } from 'react';

/** True while the page is scrolled further than `px`: somebody reads there. */
export function useScrolledAway(px: number): boolean {
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const look = () => setAway(window.scrollY > px);
    look();
    window.addEventListener('scroll', look, { passive: true });
    return () => window.removeEventListener('scroll', look);
  }, [px]);
  return isAway;
}
