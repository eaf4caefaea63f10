'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { twoStepOptions } from '#app/_data/two-step.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TurnOn } from './turn-on.tsx';
import { TurnedOn } from './turned-on.tsx';

/** One's own two-step sign-in. */
export function TwoStep() {
  const state = useQuery(twoStepOptions());
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Panel title="Two-step sign-in" note="a code of an authenticator app after the password">
      <Answered query={state} what="two-step sign-in" loading={<div className="h-[82px]" />}>
        {(view) => {
          if (codes) return <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />;
          if (!view.hasPassword)
            return (
              <p className="max-w-[70ch]">
                You have no password here. You sign in at your OpenID provider: a second step is turned on there.
              </p>
            );
          return view.onSince ? <TurnedOn view={view} onCodes={setCodes} /> : <TurnOn onCodes={setCodes} />;
        }}
      </Answered>
    </Panel>
  );
}
