import { expect, it } from 'vitest';
import { parseDeclaredAlerts } from '#lib/alerts/declared-alerts.ts';
import { ruleInput, ruleKinds } from '#lib/contracts/alert-rule.ts';
import { newDraft, ruleFrom } from './draft.ts';
import { yamlOf } from './yaml-of.ts';

it('is read back from signalbox.yaml as the rule it was, of every kind', () => {
  for (const kind of ruleKinds) {
    const draft = {
      ...newDraft(kind),
      name: `${kind}: yes, "no"`,
      queue: 'on, mail-eu',
      runbookUrl: 'https://wiki/x#y',
    };
    const rule = ruleInput.parse(ruleFrom(draft));
    const read = parseDeclaredAlerts(yamlOf(ruleFrom(draft), ['on call', 'off']), {});
    expect(read?.rules, kind).toEqual([{ ...rule, channels: [], channelNames: ['on call', 'off'] }]);
  }
});
