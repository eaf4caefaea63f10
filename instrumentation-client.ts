// Runs before any other script of a page. zod tries whether it may compile code, which the content security policy refuses and browsers would
// report: it is told beforehand, as `z.config({ jitless: true })` would, without bringing zod to pages that do not need it.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// a module, for TypeScript
export {};
