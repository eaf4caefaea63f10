'use client';
import { useQuery } from '@tanstack/react-query';
import { instancesOptions } from '#app/_data/alert.ts';
import { errorsOptions } from '#app/_data/error-group.ts';
import { deadLettersOptions } from '#app/_data/lists.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { formatCount } from '#app/_ui/format/number.ts';

/** A small count beside a navigation entry; nothing while it is not known, nothing when it is zero. */
export function NavCount({ kind }: { kind: 'errors' | 'deadLetters' | 'alerts' }) {
  if (kind === 'alerts') return <FiringAlerts />;
  return kind === 'errors' ? <OpenErrors /> : <DeadLetters />;
}

function OpenErrors() {
  const [scope] = useScope();
  const { data } = useQuery(errorsOptions(scopeQuery(scope)));
  const open = data?.items.filter((group) => group.status === 'open' || group.status === 'regressed').length;
  return <Count value={open} word="open" />;
}

function FiringAlerts() {
  const { data } = useQuery(instancesOptions());
  const firing = data?.items.filter(({ phase, isSilenced }) => phase === 'firing' && !isSilenced).length;
  return <Count value={firing} word="firing" />;
}

function DeadLetters() {
  const [scope] = useScope();
  const { data } = useQuery(deadLettersOptions(scopeQuery(scope)));
  const size = data?.queues.reduce((sum, queue) => sum + (queue.size ?? 0), 0);
  return <Count value={size} word="waiting for a person" />;
}

function Count({ value, word }: { value: number | undefined; word: string }) {
  if (!value) return null;
  return (
    <span className="text-2xs leading-5 font-normal">
      {formatCount(value)}
      <span className="sr-only"> {word}</span>
    </span>
  );
}
