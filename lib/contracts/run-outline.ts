// A run as its timeline needs it: of its spans only what is drawn of each, in columns, which is a seventh of the size.
import * as z from 'zod';
import { moment } from './moment.ts';
import { runDetail } from './run.ts';
import { spanView } from './span-view.ts';

const place = z.number().int();

/** A value of each span in each list, in the order of `RunDetail.spans`. */
export const spanColumns = z.object({
  /** 16 hex digits each, without anything between them. */
  ids: z.string(),
  /** The parent's place in these lists; −1 where there is none, or one that is not among them. */
  parent: z.array(place),
  /** Parents that are not among them: whose, and the parent's id. */
  foreign: z.array(z.tuple([place, z.string()])),
  /** Places in `words`. */
  trace: z.array(place),
  name: z.array(place),
  service: z.array(place),
  words: z.array(z.string()),
  /** Whole ms after `from`. */
  startMs: z.array(z.number().int()),
  from: moment,
  durationMs: z.array(z.number()),
  /** Which failed, with their messages. */
  failed: z.array(z.tuple([place, z.string().nullable()])),
});
export type SpanColumns = z.infer<typeof spanColumns>;

export const runOutline = runDetail.extend({
  /** Whole: all where they are few, else those that are attempts of the run. */
  spans: z.array(spanView),
  /** All of them. */
  spanColumns,
});
export type RunOutline = z.infer<typeof runOutline>;
