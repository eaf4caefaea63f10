// The sources that `signalbox.yaml` declares: `sources:` is a list of what `POST /api/v1/sources` takes.
import * as z from 'zod';
import { sourceInput } from '#lib/contracts/source.ts';
import type { SourceValues } from '#lib/db/source/source-row.ts';
import { parseDeclared, readDeclared, refuseFaults } from '#lib/declared/read-declared.ts';

const configSchema = z.looseObject({ sources: z.array(sourceInput).default([]) });

/** Parses the text of a `signalbox.yaml`. Throws AppError('invalid_input') whose `fields` name every fault. */
export function parseDeclaredSources(text: string, env: Record<string, string | undefined>): SourceValues[] {
  const { content, fields } = parseDeclared(text, env);
  const parsed = configSchema.safeParse(content);
  for (const issue of parsed.error?.issues ?? []) fields[issue.path.join('.')] ??= issue.message;
  const sources = parsed.data?.sources ?? [];
  const names = new Set<string>();
  sources.forEach(({ environment, name }, index) => {
    const key = `${environment} ${name}`;
    if (names.has(key))
      fields[`sources.${index}.name`] ??= `'${name}' is declared twice in environment '${environment}'`;
    names.add(key);
  });
  refuseFaults(fields);
  return sources;
}

/** Reads `path`; null = `signalbox.yaml` where it is there, and nothing declared where it is not. */
export async function readDeclaredSources(
  path: string | null,
  env: Record<string, string | undefined>,
): Promise<SourceValues[] | null> {
  const text = await readDeclared(path);
  return text === null ? null : parseDeclaredSources(text, env);
}
