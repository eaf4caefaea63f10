'use client';
import { useEffect, useState } from 'react';

/** `value` once it has stood still for `delayMs`. */
export function useSlow<Value>(value: Value, delayMs: number): Value {
  const [slow, setSlow] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return slow;
}
