import * as z from 'zod';
import { moment } from './moment.ts';

/** A version that was first heard of after another one: when, and in how many queues by now. */
export const deploy = z.object({ version: z.string(), at: moment, queues: z.number() });
export type Deploy = z.infer<typeof deploy>;
export const deployList = z.object({ items: z.array(deploy) });
export type DeployList = z.infer<typeof deployList>;
