'use client';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { jobsOptions } from '#app/_data/queue.ts';
import { schedulesOptions } from '#app/_data/schedule.ts';
import { Field } from '#app/_ui/field.tsx';
import { scopeLabels, scopeNames } from './scope-words.ts';

interface ScopeFieldsProps {
  environment: string;
  /** By field, as the API tells them: `scope`, `scope.queue`. */
  faults: Readonly<Record<string, string>>;
}

/** What a widget is about, with what was seen in the last week to choose from. Anything else may be typed: it may be still to come. */
export function ScopeFields({ environment, faults }: ScopeFieldsProps) {
  const id = useId();
  const jobs = useQuery(jobsOptions({ from: 'now-7d' })).data?.items ?? [];
  const schedules = useQuery(schedulesOptions({})).data?.items ?? [];
  const seen: Record<(typeof scopeNames)[number], string[]> = {
    environment: [...jobs, ...schedules].map((one) => one.environment),
    source: [...jobs, ...schedules].map((one) => one.source),
    queue: jobs.map(({ queue }) => queue),
    job: jobs.map(({ name }) => name),
    schedule: schedules.map(({ name }) => name),
    correlationId: [],
  };
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-dim">What it is about: at least one</legend>
      <div className="grid gap-3 sm:grid-cols-3">
        {scopeNames.map((name) => (
          <div key={name}>
            <Field
              name={`scope.${name}`}
              label={scopeLabels[name]}
              list={`${id}-${name}`}
              autoComplete="off"
              defaultValue={name === 'environment' ? environment : ''}
              fault={faults[`scope.${name}`] ?? (name === 'environment' ? faults.scope : undefined)}
            />
            <datalist id={`${id}-${name}`}>
              {[...new Set(seen[name])].sort().map((value) => (
                <option key={value} value={value} />
              ))}
            </datalist>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
