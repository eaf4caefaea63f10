import { AsyncLocalStorage } from 'node:async_hooks';

/** The address that the request at hand came from: kept around it, so that nothing that writes an audit record can forget to pass it on. */
export const auditedFrom = new AsyncLocalStorage<string>();
