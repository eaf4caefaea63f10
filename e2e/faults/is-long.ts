/** `npm run faults -- --long`: the catalogue's own counts, instead of those that fit in some minutes. */
export const isLong = process.argv.includes('--long');
