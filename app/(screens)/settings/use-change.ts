'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '#app/_data/fetch-json.ts';

/** One change at a time: what went wrong with the last one, and the lists under `key` read again after each. */
export function useChange(key: string) {
  const queries = useQueryClient();
  const [fault, setFault] = useState<ApiError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const change = async <Answer>(act: () => Promise<Answer>): Promise<Answer | null> => {
    setFault(null);
    setIsBusy(true);
    try {
      const answer = await act();
      await queries.invalidateQueries({ queryKey: [key] });
      return answer;
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, 'internal', String(error)));
      return null;
    } finally {
      setIsBusy(false);
    }
  };
  return { change, fault, isBusy };
}
