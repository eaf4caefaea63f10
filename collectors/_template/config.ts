// What an operator says of a source. Faults are told to people: write messages that say what to do.
import * as z from 'zod';

export const templateConfigSchema = z.strictObject({
  /** The queue's log: one event a line, as JSON. */
  file: z.string().startsWith('/', 'must be an absolute path'),
});
export type TemplateConfig = z.infer<typeof templateConfigSchema>;
