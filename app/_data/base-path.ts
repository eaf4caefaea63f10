// Where this build lies on its host: '' or '/signalbox' (the path of SIGNALBOX_URL). Next's links and router know it by themselves;
// what the browser is given as it is, does not.
const basePath = process.env.SIGNALBOX_BASE_PATH ?? '';

/** `path` of ours as the browser must ask for it. */
export const atBase = (path: string): string => basePath + path;

/** The other way round: what the browser shows, as a path of ours. */
export const withoutBase = (pathname: string): string =>
  pathname.startsWith(basePath) ? pathname.slice(basePath.length) || '/' : pathname;
