import { describe, expect, it } from 'vitest';
import { completeRule } from '#lib/alerts/complete-rule.ts';
import { ruleInput, ruleKinds } from '#lib/contracts/alert-rule.ts';
import { draftOf, newDraft, ruleFrom, sightOf } from './draft.ts';

describe('the editor of a rule', () => {
  it('begins every kind with a rule that the API takes', () => {
    for (const kind of ruleKinds) {
      expect(ruleInput.safeParse({ ...ruleFrom(newDraft(kind)), name: 'x' }).error?.issues, kind).toBeUndefined();
    }
  });

  it('gives back the rule that it was given', () => {
    const rule = completeRule(
      ruleInput.parse({
        name: 'slow',
        kind: 'threshold',
        metric: 'wait.p95',
        value: 5_000,
        recoveryValue: 4_000,
        filter: { queue: ['mail', 'pay'], environment: ['production'] },
        runbookUrl: 'https://wiki/x',
      }),
    );
    const again = completeRule(ruleInput.parse(JSON.parse(JSON.stringify(ruleFrom(draftOf(rule))))));
    expect(again).toEqual(rule);
  });

  it('asks history again only when something changes that decides what the rule sees', () => {
    const draft = { ...newDraft('threshold'), name: 'a' };
    expect(sightOf({ ...draft, name: 'b', value: 1, op: '<', forMs: 0, minSamples: 3, channels: ['x'] })).toEqual(
      sightOf(draft),
    );
    expect(sightOf({ ...draft, windowMs: 900_000 })).not.toEqual(sightOf(draft));
    expect(sightOf({ ...draft, queue: 'mail' })).not.toEqual(sightOf(draft));
  });
});
