/** Longer lists than this are better sorted by the engine. */
const few = 16;

/** `items.sort(compare)`, stable as it is, without its overhead for a handful of items, which is what nearly every run has. Sorts in place. */
export function sortFew<T>(items: T[], compare: (a: T, b: T) => number): T[] {
  const { length } = items;
  if (length > few) return items.sort(compare);
  for (let end = 1; end < length; end++) {
    const item = items[end] as T;
    let place = end;
    while (place > 0 && compare(items[place - 1] as T, item) > 0) {
      items[place] = items[place - 1] as T;
      place--;
    }
    items[place] = item;
  }
  return items;
}
