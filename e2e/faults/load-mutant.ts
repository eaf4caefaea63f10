// Preloaded into the processes of a mutant (`mutant.ts`).
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const told = process.env.FAULT_MUTANT;
if (told) {
  const { file, find, replace, markFile } = JSON.parse(told) as Record<
    'file' | 'find' | 'replace' | 'markFile',
    string
  >;
  const url = pathToFileURL(file).href;
  registerHooks({
    load(asked, context, nextLoad) {
      const loaded = nextLoad(asked, context);
      if (asked.split('?', 1)[0] !== url) return loaded;
      const source = String(loaded.source);
      if (source.split(find).length !== 2) throw new Error(`the mutant's statement is not exactly once in ${file}`);
      writeFileSync(markFile, '');
      return { ...loaded, source: source.replace(find, () => replace) };
    },
  });
}
