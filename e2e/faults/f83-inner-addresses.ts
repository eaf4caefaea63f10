// F83: webhooks and other receivers that lead inside, in every spelling. What is saved all the same is refused when it is connected to.
import { openCanary } from './browser.ts';
import type { Fault } from './fault.ts';
import { innerAddresses } from './ssrf-forms.ts';

const kinds = ['webhook', 'slack', 'discord', 'teams', 'alertmanager'] as const;

export const innerAddress: Fault = {
  id: 'F83',
  what: 'receivers that lead into inner networks, in every spelling',
  async run(rig) {
    const canary = await openCanary();
    try {
      const forms = innerAddresses(Number(new URL(canary.url).port), rig.postgres.port);
      const headers = { authorization: `Bearer ${rig.token}`, 'content-type': 'application/json' };
      const odd: string[] = [];
      let [atSave, atConnect] = [0, 0];
      const play = async (url: string, index: number) => {
        const kind = kinds[index % kinds.length];
        const body = JSON.stringify({ name: `f83 ${index}`, kind, config: { url }, sendResolved: false });
        const saved = await fetch(`${rig.url}/api/v1/alerts/channels`, { method: 'POST', headers, body });
        if (saved.status !== 201) {
          atSave += 1;
          if (saved.status !== 400) odd.push(`${url}: ${saved.status} at save`);
          return;
        }
        const { id } = (await saved.json()) as { id: string };
        const tested = await fetch(`${rig.url}/api/v1/alerts/channels/${id}/test`, { method: 'POST', headers });
        const told = (await tested.json()) as { state?: string; lastStatus?: number | null };
        if (told.state === 'delivered' || typeof told.lastStatus === 'number')
          odd.push(`${url}: answered ${told.lastStatus}`);
        else atConnect += 1;
      };
      // a few at a time: each that is saved waits for its delivery
      for (let index = 0; index < forms.length; index += 6)
        await Promise.all(forms.slice(index, index + 6).map((url, offset) => play(url, index + offset)));
      return {
        forms: forms.length,
        refusedAtSave: atSave,
        refusedAtConnect: atConnect,
        canaryHits: canary.hits.length,
        odd: odd.length,
        examples: odd.slice(0, 5).join(' · '),
        pass: forms.length >= 60 && canary.hits.length === 0 && odd.length === 0 && atSave + atConnect === forms.length,
      };
    } finally {
      canary.close();
    }
  },
};
