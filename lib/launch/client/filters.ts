// Options of the commands are the filters of the API, spelled the same: `--queue email --state dead --from now-1h`.
import { parseArgs } from 'node:util';
import { filterQuery } from '#lib/contracts/filter.ts';
import { AppError } from '#lib/errors.ts';

const names = Object.keys(filterQuery.shape);

export interface Asked {
  query: URLSearchParams;
  /** What stands without a name: an ID. */
  words: string[];
  /** Print what the API answers, a line of JSON each. */
  isJson: boolean;
  limit: number;
}

/** Throws AppError('invalid_input') naming the options that there are. */
export function readOptions(args: readonly string[]): Asked {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const, multiple: true as const }]));
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...options, json: { type: 'boolean' }, limit: { type: 'string' } },
    });
    const query = new URLSearchParams();
    for (const name of names) {
      const given: unknown = Object.hasOwn(values, name) ? values[name as keyof typeof values] : undefined;
      if (Array.isArray(given)) for (const value of given) query.append(name, String(value));
    }
    const limit = Math.min(200, Math.max(1, Math.trunc(Number(values.limit ?? 20)) || 20));
    return { query, words: positionals, isJson: values.json === true, limit };
  } catch (cause) {
    const known = [...names, 'limit', 'json'].map((name) => `--${name}`).join(' ');
    throw new AppError('invalid_input', `${(cause as Error).message}\nKnown options: ${known}`, { cause });
  }
}
