'use client';
import { type FormEvent, useState } from 'react';
import { atBase } from '#app/_data/base-path.ts';
import { ApiError } from '#app/_data/fetch-json.ts';

const faultOf = (error: unknown) =>
  error instanceof ApiError ? error : new ApiError(0, 'unreachable', 'The Signalbox server does not answer.');

/**
 * A form that lets somebody in: sends its fields, then goes to the path that `send` finds, or stays where that is null; keeps the
 * fault where it fails. `goTo` does the same by a button, with a whole address.
 */
export function useEntrance(send: (fields: Record<string, string>) => Promise<string | null>) {
  const [fault, setFault] = useState<ApiError | null>(null);
  const [isSending, setSending] = useState(false);
  const goTo = async (find: () => Promise<string | null>) => {
    setSending(true);
    setFault(null);
    try {
      const address = await find();
      if (address === null) setSending(false);
      else location.assign(address);
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
    await goTo(() => send(fields).then((path) => path && atBase(path)));
  };
  return { fault, isSending, submit, goTo };
}
