/** Asks each question once: what several rules need of the same slot is read for all of them. */
export type Once = <T>(question: unknown, ask: () => Promise<T>) => Promise<T>;

/** Answers, faults too, are kept for as long as the function lives: one look at all rules. */
export function onceEach(): Once {
  const answers = new Map<string, Promise<unknown>>();
  return <T>(question: unknown, ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question);
    const known = answers.get(key) ?? ask();
    answers.set(key, known);
    return known as Promise<T>;
  };
}
