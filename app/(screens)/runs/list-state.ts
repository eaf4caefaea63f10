'use client';
// What else the list of runs keeps in its URL: its columns, and the run that is looked at beside it.
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs';
import { usualColumns } from '#app/_ui/run-table/columns.tsx';

const columns = parseAsArrayOf(parseAsString).withDefault([...usualColumns]);

export function useListState() {
  const [keys, setKeys] = useQueryState('columns', columns);
  const [preview, setPreview] = useQueryState('preview', parseAsString);
  return {
    keys,
    setKeys: (next: string[] | null) => void setKeys(next),
    preview,
    setPreview: (id: string | null) => void setPreview(id),
  };
}
