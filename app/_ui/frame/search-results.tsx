import type { SearchItem } from '#lib/contracts/search.ts';

interface SearchResultsProps {
  id: string;
  items: SearchItem[];
  chosen: number;
  isAsking: boolean;
  error: Error | null;
  open: (url: string) => void;
}

export function SearchResults({ id, items, chosen, isAsking, error, open }: SearchResultsProps) {
  return (
    <div className="panel absolute right-0 z-30 mt-1 w-[420px] max-w-[92vw] p-1 max-md:w-full">
      {items.length === 0 && (
        <p className="px-2 py-1 text-dim" role="status">
          {error ? `Search failed: ${error.message}` : isAsking ? 'Looking…' : 'Nothing is known by that name or ID.'}
        </p>
      )}
      <div id={`${id}-results`} role="listbox" aria-label="Found">
        {items.map((item, index) => (
          <div
            key={`${item.kind} ${item.id}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="flex cursor-pointer items-baseline gap-2 rounded-md px-2 py-1 hover:bg-soft aria-selected:bg-soft"
            // The input keeps the focus until the click has landed.
            onMouseDown={(event) => {
              event.preventDefault();
              open(item.url);
            }}
          >
            <span className="w-14 shrink-0 text-xs text-dim">{item.kind}</span>
            <span className="truncate">{item.label}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
