'use client';
import { type FormEvent, useState } from 'react';
import { atBase } from '#app/_data/base-path.ts';
import { ApiError } from '#app/_data/fetch-json.ts';

const faultOf = (error: unknown) =>
  error instanceof ApiError ? error : new ApiError(0, 'unreachable', 'The Signalbox server does not answer.');

/** A form that lets somebody in: sends its fields, then goes to `next`; keeps the fault where it fails. `goTo` does the same by a button. */
export function useEntrance(send: (fields: Record<string, string>) => Promise<unknown>, next: string) {
  const [fault, setFault] = useState<ApiError | null>(null);
  const [isSending, setSending] = useState(false);
  const goTo = async (find: () => Promise<string>) => {
    setSending(true);
    setFault(null);
    try {
      location.assign(await find());
    } catch (error) {
      setFault(faultOf(error));
      setSending(false);
    }
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    await goTo(() => send(fields).then(() => atBase(next)));
  };
  return { fault, isSending, submit, goTo };
}
