// Trying a source before it is saved: asked of a watcher, which alone opens collectors.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '#lib/auth/authorise.ts';
import { secretBox } from '#lib/auth/web-secret.ts';
import type { Found } from '#lib/collector.ts';
import { type ProbeInput, type ProbeView, probeAnswer } from '#lib/contracts/source-probe.ts';
import { askProbe, dropProbe, takeProbeAnswer } from '#lib/db/source/source-probe.ts';
import { AppError } from '#lib/errors.ts';
import { capabilitiesWith } from '#lib/watch/capabilities-with.ts';
import { costOf } from '#lib/watch/cost-of.ts';
import { checkSource, findSource, type Manifests } from './sources.ts';

const waitMs = 20_000;
const lookEveryMs = 100;

/** Throws AppError('unavailable') when no watcher answers in time, 'invalid_input' for an unknown kind. */
export async function probeSource(caller: Caller, input: ProbeInput, manifests: Manifests): Promise<ProbeView> {
  const manifest = manifests.get(input.kind);
  checkSource(caller, input, manifest);
  const store = { db: caller.pool, secrets: secretBox() };
  const { id: known, ...values } = input;
  if (known !== null) await findSource(caller, known);
  const id = await askProbe(store, { values, knownId: known });
  const { found, ...answer } = probeAnswer.parse(await waitFor(caller, id));
  const { cost, capabilities } = manifest ?? {};
  return {
    ...answer,
    capabilities: capabilities ? capabilitiesWith(capabilities, found as Found) : null,
    cost: cost ? costOf(cost, values.config, input.pollMs, answer.queueCount) : null,
  };
}

async function waitFor(caller: Caller, id: string): Promise<unknown> {
  for (const until = Date.now() + waitMs; Date.now() < until; ) {
    const answer = await takeProbeAnswer(caller.pool, id);
    if (answer !== null) return answer;
    await sleep(lookEveryMs);
  }
  await dropProbe(caller.pool, id);
  throw new AppError('unavailable', 'No watcher answered. Is a process with the role watcher running?');
}
