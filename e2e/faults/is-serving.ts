// The last check of most faults: a plain job sent now is acknowledged and shows up.
import type { Product } from '../product/start-product.ts';
import { post, protobufType } from './door-client.ts';
import { jobsRequest } from './otlp-protobuf.ts';
import { awaitRuns } from './stored-runs.ts';

let count = 0;

/** True when a job sent under a queue of its own is acknowledged at once and found within 20 s. */
export async function isServing(product: Product, words: string): Promise<boolean> {
  count += 1;
  const queue = `${words}-serving-${count}`;
  const { status } = await post(`${product.otlpUrl}/v1/traces`, protobufType, jobsRequest(queue, ['one']));
  return status === 200 && (await awaitRuns(product, queue, 1, 20_000)).length === 1;
}
