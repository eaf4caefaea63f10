import type { CollectorManifest } from '#lib/collector.ts';

/** What a form needs to know of a kind of backend. */
export type SourceKind = Pick<CollectorManifest, 'kind' | 'title' | 'versions' | 'settings' | 'cost' | 'capabilities'>;
