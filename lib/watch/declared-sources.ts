// The sources that `signalbox.yaml` declares: `sources:` is a list of what `POST /api/v1/sources` takes. ${NAME} in a value is
// replaced by that environment variable, so that the file need hold no secret.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import * as z from 'zod';
import { sourceInput } from '#lib/contracts/source.ts';
import type { SourceValues } from '#lib/db/source/source-row.ts';
import { AppError } from '#lib/errors.ts';

const configSchema = z.looseObject({ sources: z.array(sourceInput).default([]) });

/** Parses the text of a `signalbox.yaml`. Throws AppError('invalid_input') whose `fields` name every fault. */
export function parseDeclaredSources(text: string, env: Record<string, string | undefined>): SourceValues[] {
  const fields: Record<string, string> = {};
  let content: unknown;
  try {
    content = fill(parse(text) ?? {}, env, fields, []);
  } catch (cause) {
    throw new AppError('invalid_input', `signalbox.yaml is not YAML: ${(cause as Error).message}`, { cause });
  }
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
  const faults = Object.entries(fields);
  if (faults.length === 0) return sources;
  const said = faults.map(([path, fault]) => `${path}: ${fault}`).join('; ');
  throw new AppError('invalid_input', `signalbox.yaml: ${said}`, { fields });
}

/** Reads `path`; null = `signalbox.yaml` where it is there, and nothing declared where it is not. */
export async function readDeclaredSources(
  path: string | null,
  env: Record<string, string | undefined>,
): Promise<SourceValues[] | null> {
  const file = path ?? 'signalbox.yaml';
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (path === null && (cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('invalid_input', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  return parseDeclaredSources(text, env);
}

function fill(
  value: unknown,
  env: Record<string, string | undefined>,
  fields: Record<string, string>,
  path: string[],
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined) fields[path.join('.')] = `the environment variable ${name} is not set`;
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((part, index) => fill(part, env, fields, [...path, String(index)]));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, env, fields, [...path, key])]));
}
