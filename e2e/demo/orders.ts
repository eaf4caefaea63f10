/** What becomes of an order. The load picks one; a test may ask for one. */
export const scenarios = [
  'plain', //           everything succeeds
  'slow', //            packing takes seconds
  'payment-retry', //   the payment gateway times out once, then answers
  'fraud', //           every attempt refused: the fulfilment is dead
  'bounce', //          the receipt's address does not exist: the email is dead
  'mail-retry', //      the mail server is busy twice
  'review', //          a person looks at it later: a delayed job
  'invoice', //         a flow: documents first, then the invoice
] as const;
export type Scenario = (typeof scenarios)[number];

export interface Order {
  orderId: string;
  correlationId: string;
  scenario: Scenario;
  items: number;
}

const weights: Record<Scenario, number> = {
  plain: 60,
  slow: 6,
  'payment-retry': 8,
  fraud: 2,
  bounce: 2,
  'mail-retry': 6,
  review: 6,
  invoice: 10,
};

const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);

/** The scenario at `share` (0 ≤ share < 1) of the mix. */
export function scenarioAt(share: number): Scenario {
  let rest = share * total;
  for (const scenario of scenarios) {
    rest -= weights[scenario];
    if (rest < 0) return scenario;
  }
  return 'plain';
}

export function isScenario(value: unknown): value is Scenario {
  return scenarios.includes(value as Scenario);
}

/**
 * Milliseconds of work, log-normally spread around `median` as service times are: `u` and `v` are uniform in (0, 1].
 * https://en.wikipedia.org/wiki/Box–Muller_transform
 */
export function workMs(median: number, u: number, v: number): number {
  const normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
  return Math.round(Math.min(median * Math.exp(0.5 * normal), median * 8));
}
