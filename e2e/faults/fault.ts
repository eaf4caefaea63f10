import type { Product } from '../product/start-product.ts';

/** One fault of the catalogue, played against a running product from outside. */
export interface Fault {
  id: string;
  what: string;
  /** `random` gives numbers in [0, 1) from the printed seed. Bounded in count and time. */
  run(product: Product, random: () => number): Promise<{ pass: boolean } & Record<string, number | boolean | string>>;
}
