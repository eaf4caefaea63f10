// Which commands fit what was typed, the best first. Pure.

/** Lower is better; null = does not fit. Every word typed must stand in the name; at the start of a word counts more. */
export function fitOf(name: string, typed: string): number | null {
  const text = name.toLowerCase();
  let score = 0;
  for (const word of typed.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = text.indexOf(word);
    if (at < 0) return null;
    score += at === 0 ? 0 : text[at - 1] === ' ' ? 1 : 10;
  }
  return score;
}

/** Items whose name fits, in the order of their fit; the given order where that is equal. */
export function fitting<Item extends { name: string }>(items: readonly Item[], typed: string): Item[] {
  return items
    .map((item) => ({ item, fit: fitOf(item.name, typed) }))
    .filter((one) => one.fit !== null)
    .sort((a, b) => (a.fit as number) - (b.fit as number))
    .map(({ item }) => item);
}
