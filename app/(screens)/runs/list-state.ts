'use client';
// What else the list of runs keeps in its URL: its columns, and the run that is looked at beside it.
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs';
import { runColumns, usualColumns } from '#app/_ui/run-table/columns.tsx';

const columns = parseAsArrayOf(parseAsString).withDefault([...usualColumns]);

export function useListState() {
  const [asked, setKeys] = useQueryState('columns', columns);
  // of a link that names none that there are, the usual ones are shown
  const isKnown = asked.length === 0 || runColumns.some(({ key }) => asked.includes(key));
  const keys = isKnown ? asked : usualColumns;
  const [preview, setPreview] = useQueryState('preview', parseAsString);
  return {
    keys,
    setKeys: (next: string[] | null) => void setKeys(next),
    preview,
    setPreview: (id: string | null) => void setPreview(id),
  };
}
