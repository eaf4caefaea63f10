'use client';
import { type FormEvent, useState } from 'react';
import { ApiError } from '#app/_data/fetch-json.ts';

const faultOf = (error: unknown) =>
  error instanceof ApiError ? error : new ApiError(0, 'unreachable', 'The Signalbox server does not answer.');

/** A form that lets somebody in: sends its fields, then goes to `next`; keeps the fault where it fails. */
export function useEntrance(send: (fields: Record<string, string>) => Promise<unknown>, next: string) {
  const [fault, setFault] = useState<ApiError | null>(null);
  const [isSending, setSending] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSending(true);
    setFault(null);
    const fields = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    try {
      await send(fields);
      location.assign(next);
    } catch (error) {
      setFault(faultOf(error));
      setSending(false);
    }
  };
  return { fault, isSending, submit };
}
