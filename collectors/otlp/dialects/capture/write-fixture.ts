// A capture and the true answer beside it.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TracesRequest } from './receiver.ts';

const projectRoot = join(import.meta.dirname, '../../../../');

/** Writes `{name}.otlp.json` and `{name}.truth.json` into `folder`. */
export async function writeFixture(
  folder: string,
  name: string,
  request: TracesRequest,
  truths: readonly unknown[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Stack traces name files by where this project happens to lie.
  const text = JSON.stringify(request, null, 1).replaceAll(projectRoot, '');
  await writeFile(join(folder, `${name}.otlp.json`), `${text}\n`);
  await writeFile(join(folder, `${name}.truth.json`), `${JSON.stringify(truths, null, 1)}\n`);
  process.stdout.write(`${name}: ${truths.length} runs, ${text.length} bytes\n`);
}
