const instrumentedKey = Symbol.for('signalbox.otel.instrumented');

type Holder = { [instrumentedKey]?: WeakSet<object> };

/** What is wrapped already, also by another copy of the kit. */
function instrumented(): WeakSet<object> {
  const holder = globalThis as Holder;
  holder[instrumentedKey] ??= new WeakSet();
  return holder[instrumentedKey];
}

export const isInstrumented = (target: object): boolean => instrumented().has(target);

/** Marks `target`; false = it was marked before, and must not be wrapped once more. */
export function markInstrumented(target: object): boolean {
  if (isInstrumented(target)) return false;
  instrumented().add(target);
  return true;
}
