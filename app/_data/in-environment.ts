/** What belongs to the chosen environment or to none, and how many more there are elsewhere. `chosen`: '' = all. Pure. */
export function inEnvironment<Item>(
  items: readonly Item[],
  chosen: string,
  environmentOf: (item: Item) => string | undefined,
): { shown: readonly Item[]; elsewhere: number } {
  const shown = chosen ? items.filter((item) => (environmentOf(item) ?? chosen) === chosen) : items;
  return { shown, elsewhere: items.length - shown.length };
}
