'use client';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import type { ChannelView } from '#lib/contracts/alert-channel.ts';
import { type Draft, ruleFrom } from './draft.ts';
import { yamlOf } from './yaml-of.ts';

/** The rule as code, to keep beside the program it watches. */
export function RuleYaml({ draft, channels }: { draft: Draft; channels: readonly ChannelView[] }) {
  const names = channels.filter(({ id }) => draft.channels.includes(id)).map(({ name }) => name);
  const text = yamlOf({ ...ruleFrom(draft), name: draft.name || 'rule' }, names);
  return (
    <details className="mt-3.5">
      <summary className="cursor-pointer text-dim">For signalbox.yaml</summary>
      <div className="relative mt-2">
        <pre className="mono overflow-x-auto rounded bg-bg p-2.5 text-xs">{text}</pre>
        <span className="absolute top-1.5 right-1.5">
          <CopyButton text={text} label="Copy the YAML" />
        </span>
      </div>
    </details>
  );
}
