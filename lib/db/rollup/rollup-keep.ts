import type { Grain, IsKept } from '#lib/domain/contribution.ts';

const dayUs = 86_400_000_000;

/** How long each grain is kept, in microseconds before now. */
export const rollupKeepUs: Record<Grain, number> = {
  60: 2 * dayUs,
  300: 14 * dayUs,
  3600: 90 * dayUs,
  86400: 400 * dayUs,
};

/** Whether a bucket is still kept at `nowUs`: what is not gets no delta, however late the evidence. */
export const isKeptAt =
  (nowUs: number): IsKept =>
  (grain, bucket) =>
    bucket >= nowUs - rollupKeepUs[grain];
