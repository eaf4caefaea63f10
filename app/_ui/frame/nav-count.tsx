'use client';
import { useQuery } from '@tanstack/react-query';
import { attentionOptions } from '#app/_data/attention.ts';
import { scopeQuery, useScope } from '#app/_data/scope.ts';
import { formatCount } from '#app/_ui/format/number.ts';
import type { Attention } from '#lib/contracts/attention.ts';

const words = { errors: 'open', deadLetters: 'waiting for a person', alerts: 'firing' } satisfies Record<
  keyof Attention,
  string
>;

/** A small count beside a navigation entry; nothing while it is not known, nothing when it is zero. */
export function NavCount({ kind }: { kind: keyof Attention }) {
  const [scope] = useScope();
  const { data } = useQuery(attentionOptions(scopeQuery(scope)));
  const count = data?.[kind];
  if (!count) return null;
  return (
    <span className="text-2xs leading-5 font-normal">
      {formatCount(count)}
      <span className="sr-only"> {words[kind]}</span>
    </span>
  );
}
