import * as z from 'zod';

export const searchKinds = ['run', 'journey', 'trace', 'queue', 'job', 'error'] as const;
export const searchQuery = z.object({
  q: z.string().min(1).max(8_000),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export const searchItem = z.object({
  kind: z.enum(searchKinds),
  id: z.string(),
  label: z.string(),
  /** Path in this web app. */
  url: z.string(),
});
export type SearchItem = z.infer<typeof searchItem>;
export const searchAnswer = z.object({ items: z.array(searchItem) });
export type SearchAnswer = z.infer<typeof searchAnswer>;
