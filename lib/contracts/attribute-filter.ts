// `q=attr.name=value`: runs whose spans or payload carry an attribute, as the text filter spells it. Free of zod, browsers use it too.

export interface AttributeFilter {
  name: string;
  value: string;
}

const prefix = 'attr.';

/** Whether the text filter asks for an attribute at all, well spelt or not. */
export const isAttributeFilter = (q: string | undefined): q is string => q?.startsWith(prefix) ?? false;

/** `attr.order.id=42` → name `order.id`, value `42` (the rest after the first `=`); null when it is spelt otherwise. */
export function readAttributeFilter(q: string): AttributeFilter | null {
  const middle = q.indexOf('=');
  if (!q.startsWith(prefix) || middle <= prefix.length || middle === q.length - 1) return null;
  return { name: q.slice(prefix.length, middle).trim(), value: q.slice(middle + 1).trim() };
}

/** Whether a stored value is the one asked for: as text, so `42` finds 42 and "42"; a list has it when one of its items is it. */
export function isValue(stored: unknown, value: string): boolean {
  if (Array.isArray(stored)) return stored.some((item) => isValue(item, value));
  return stored !== undefined && stored !== null && typeof stored !== 'object' && String(stored) === value;
}
