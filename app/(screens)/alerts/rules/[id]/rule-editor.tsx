'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { channelsOptions, removeRule, ruleOptions, saveRule } from '#app/_data/alert.ts';
import { ApiError } from '#app/_data/fetch-json.ts';
import { sessionOptions } from '#app/_data/session.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { NoSuch } from '#app/_ui/no-such.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { RuleKind, RuleView } from '#lib/contracts/alert-rule.ts';
import { type Draft, draftOf, newDraft, ruleFrom, type Start } from './draft.ts';
import { RuleFields } from './rule-fields.tsx';
import { RulePreview } from './rule-preview.tsx';
import { RuleYaml } from './rule-yaml.tsx';

interface RuleEditorProps {
  /** `new` = a rule that is not there yet. */
  id: string;
  metrics: readonly string[];
  start: Start & { kind: RuleKind };
}

/** One rule: its form, and beside it what it would have done. */
export function RuleEditor({ id, metrics, start }: RuleEditorProps) {
  const rule = useQuery(ruleOptions(id));
  const parent = { label: 'Alerts', href: '/alerts' };
  if (id === 'new') {
    return (
      <Screen title="New rule" parent={parent}>
        <Editor id={id} metrics={metrics} initial={newDraft(start.kind, start)} stored={null} />
      </Screen>
    );
  }
  return (
    <Screen title={rule.data?.rule.name ?? 'Rule'} parent={parent}>
      <Answered
        query={rule}
        what="the rule"
        loading={<div className="skeleton h-[420px]" />}
        missing={<NoSuch what="rule" href="/alerts" all="all rules" />}
      >
        {(view) => <Editor key={view.version} id={id} metrics={metrics} initial={draftOf(view.rule)} stored={view} />}
      </Answered>
    </Screen>
  );
}

/** Why a rule is not changed here; null = it is. */
function fixedBecause({ isDeclared, rule }: RuleView): string | null {
  if (rule.kind === 'self') return 'Signalbox watches itself by this rule: it stays as it is, and tells every channel.';
  return isDeclared ? 'This rule is declared in signalbox.yaml: change it there.' : null;
}

interface EditorProps extends Pick<RuleEditorProps, 'id' | 'metrics'> {
  initial: Draft;
  stored: RuleView | null;
}

function Editor({ id, metrics, initial, stored }: EditorProps) {
  const [draft, setDraft] = useState(initial);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [note, setNote] = useState('');
  const channels = useQuery(channelsOptions());
  const role = useQuery(sessionOptions()).data?.role;
  const queries = useQueryClient();
  const router = useRouter();
  const change = (part: Partial<Draft>) => {
    setNote('');
    setDraft((before) => ({ ...before, ...part }));
  };
  const attempt = async (work: () => Promise<void>) => {
    setFault(null);
    try {
      await work();
      await queries.invalidateQueries({ queryKey: ['alerts'] });
    } catch (error) {
      setFault(error instanceof ApiError ? error : new ApiError(0, 'internal', String(error)));
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      const saved = await saveRule(id, ruleFrom(draft));
      setNote('Saved.');
      if (id === 'new') router.replace(`/alerts/rules/${saved.id}`);
    });
  };
  const pause = () =>
    attempt(async () => {
      await saveRule(id, { enabled: !draft.enabled });
      change({ enabled: !draft.enabled });
    });
  const remove = () =>
    attempt(async () => {
      await removeRule(id);
      router.replace('/alerts');
    });
  const faults = fault?.fields ?? {};
  const others = Object.entries(faults).filter(
    ([field]) => !['name', 'value', 'recoveryValue', 'minSamples', 'runbookUrl'].includes(field),
  );
  return (
    <div className="grid items-start gap-3.5 lg:grid-cols-[minmax(0,420px)_minmax(0,1fr)]">
      <Panel>
        <form onSubmit={save} className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
          <RuleFields
            draft={draft}
            metrics={metrics}
            channels={channels.data?.items}
            faults={faults}
            onChange={change}
          />
          <div aria-live="polite" className="empty:hidden">
            {fault && (
              <p className="text-bad">
                {[fault.message, ...others.map(([field, text]) => `${field} ${text}.`)].join(' ')}
              </p>
            )}
            {!fault && note && <p className="text-ok">{note}</p>}
          </div>
          {stored && fixedBecause(stored) && <p className="text-dim">{fixedBecause(stored)}</p>}
          {role !== 'viewer' && !(stored && fixedBecause(stored)) && (
            <div className="flex flex-wrap items-center gap-2">
              <button type="submit" className="button-main">
                {stored ? 'Save' : 'Switch it on'}
              </button>
              {stored && (
                <>
                  <button type="button" className="control h-[32px]" onClick={() => void pause()}>
                    {draft.enabled ? 'Pause' : 'Resume'}
                  </button>
                  <button type="button" className="control h-[32px]" onClick={() => void remove()}>
                    Remove
                  </button>
                </>
              )}
            </div>
          )}
        </form>
        <RuleYaml draft={draft} channels={channels.data?.items ?? []} />
      </Panel>
      <RulePreview draft={draft} onChange={change} />
    </div>
  );
}
