// Tells which packages were loaded for what is imported: of ESM by a hook, of CommonJS by its cache.
import { createRequire, registerHooks } from 'node:module';

const loaded = new Set();
const note = (url) => {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (name) loaded.add(name);
};
registerHooks({
  load(url, context, next) {
    note(url);
    return next(url, context);
  },
});
for (const name of process.argv.slice(2)) await import(name);
for (const path of Object.keys(createRequire(import.meta.url).cache)) note(path);
process.stdout.write(JSON.stringify([...loaded].sort()));
