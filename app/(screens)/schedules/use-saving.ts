'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '#app/_data/fetch-json.ts';

export interface Fault {
  message: string;
  fields: Record<string, string>;
}

/** Runs a change of schedules, tells what was wrong with it, and reads them again when it is done. */
export function useSaving() {
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);
  const save = async <Answer>(change: () => Promise<Answer>): Promise<Answer | null> => {
    setBusy(true);
    setFault(null);
    try {
      const answer = await change();
      await queries.invalidateQueries({ queryKey: ['schedules'] });
      return answer;
    } catch (error) {
      setFault({ message: (error as Error).message, fields: error instanceof ApiError ? error.fields : {} });
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, fault, save, setFault };
}
