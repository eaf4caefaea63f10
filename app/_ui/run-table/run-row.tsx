'use client';
import type { HTMLAttributes } from 'react';
import { useScopedLink } from '#app/_data/scope.ts';
import type { RunSummary } from '#lib/contracts/run.ts';
import type { RunColumn } from './columns.tsx';

interface RunRowProps extends HTMLAttributes<HTMLTableRowElement> {
  run: RunSummary;
  columns: readonly RunColumn[];
  isOneQueue?: boolean;
}

export function RunRow({ run, columns, isOneQueue = false, ...row }: RunRowProps) {
  const link = useScopedLink();
  return (
    <tr {...row}>
      {columns.map(({ key, isLeft, className = '', cell }) => (
        <td key={key} className={`${isLeft ? 'l' : ''} ${className}`}>
          {cell(run, { link, isOneQueue })}
        </td>
      ))}
    </tr>
  );
}
