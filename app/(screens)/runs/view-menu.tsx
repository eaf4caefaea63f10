'use client';
import { useSearchParams } from 'next/navigation';
import { Link } from '#app/_ui/link.tsx';
import { Menu } from './menu.tsx';
import { useSavedViews } from './saved-views.ts';

/** Named views, and a name for this one. */
export function ViewMenu({ page }: { page: string }) {
  const query = useSearchParams().toString();
  const { views, save, remove } = useSavedViews(page);
  const here = views.find((view) => view.query === query);
  return (
    <Menu label={here ? `View · ${here.name}` : 'Views'} width="w-[300px]">
      <ul>
        {views.map((view) => (
          <li key={view.name} className="flex items-center gap-1 rounded-md px-2 py-1 hover:bg-soft">
            <Link
              className="min-w-0 grow truncate"
              href={`${page}?${view.query}`}
              aria-current={view === here ? 'page' : undefined}
            >
              {view.name}
            </Link>
            <button
              type="button"
              aria-label={`Remove the view ${view.name}`}
              className="text-dim hover:text-ink"
              onClick={() => remove(view.name)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <form
        className="flex gap-1.5 px-2 py-1"
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem('name') as HTMLInputElement;
          const name = field.value.trim();
          if (name === '') return;
          save({ name, query });
          field.value = '';
        }}
      >
        <input
          name="name"
          aria-label="Name for this view"
          placeholder="Name for this view"
          maxLength={60}
          className="control min-w-0 grow"
        />
        <button type="submit" className="control">
          Save
        </button>
      </form>
      <p className="px-2 pb-1 text-xs text-dim">Names are kept in this browser. To share a view, share its link.</p>
    </Menu>
  );
}
