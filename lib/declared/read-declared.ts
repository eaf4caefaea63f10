// What `signalbox.yaml` says, whoever reads which part of it. ${NAME} in a value is replaced by that environment variable, so that the file need
// hold no secret.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { AppError } from '#lib/errors.ts';

type Env = Record<string, string | undefined>;

/** The file's content, and what of its variables is not set, by place. Throws AppError('invalid_input') for what is no YAML. */
export function parseDeclared(text: string, env: Env): { content: unknown; fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  try {
    return { content: fill(parse(text) ?? {}, env, fields, []), fields };
  } catch (cause) {
    throw new AppError('invalid_input', `signalbox.yaml is not YAML: ${(cause as Error).message}`, { cause });
  }
}

/** The text of `path`; null = `signalbox.yaml` where it is there, and null where it is not. */
export async function readDeclared(path: string | null): Promise<string | null> {
  const file = path ?? 'signalbox.yaml';
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (path === null && (cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('invalid_input', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Throws AppError('invalid_input') that names every fault, if there is any. */
export function refuseFaults(fields: Record<string, string>): void {
  const faults = Object.entries(fields);
  if (faults.length === 0) return;
  const said = faults.map(([path, fault]) => `${path}: ${fault}`).join('; ');
  throw new AppError('invalid_input', `signalbox.yaml: ${said}`, { fields });
}

function fill(value: unknown, env: Env, fields: Record<string, string>, path: string[]): unknown {
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
