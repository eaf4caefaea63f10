/** pg-boss finds its files by itself: it stays a plain Node module. */
export default { serverExternalPackages: ['pg-boss'] };
