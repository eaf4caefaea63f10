// One's own two-step sign-in. Below the key of sessions, which end with a change of it.
import { queryOptions } from '@tanstack/react-query';
import type {
  RecoveryCodes,
  TwoStepConfirm,
  TwoStepProof,
  TwoStepStart,
  TwoStepStarted,
  TwoStepView,
} from '#lib/contracts/two-step.ts';
import { fetchJson } from './fetch-json.ts';

const path = '/session/two-step';

export const twoStepOptions = () =>
  queryOptions({
    queryKey: ['sessions', 'two-step'],
    queryFn: ({ signal }) => fetchJson<TwoStepView>(path, { signal }),
  });
export const startTwoStep = (body: TwoStepStart) => fetchJson<TwoStepStarted>(path, { method: 'POST', body });
export const confirmTwoStep = (body: TwoStepConfirm) =>
  fetchJson<RecoveryCodes>(`${path}/confirm`, { method: 'POST', body });
export const renewRecoveryCodes = (body: TwoStepProof) =>
  fetchJson<RecoveryCodes>(`${path}/recovery-codes`, { method: 'POST', body });
export const endTwoStep = (body: TwoStepProof) => fetchJson<void>(`${path}/off`, { method: 'POST', body });
