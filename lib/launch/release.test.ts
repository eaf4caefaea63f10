import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  permissions: object;
  jobs: Record<string, { needs?: string; permissions: Record<string, string>; steps: Step[] }>;
}
const file = resolve(import.meta.dirname, '../../.github/workflows/release.yml');
const workflow = parse(readFileSync(file, 'utf8')) as Workflow;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
const using = (name: string): Step | undefined => steps.find(({ uses }) => uses?.startsWith(`${name}@`));

it('runs what was pinned, after the tests, with the least rights', () => {
  for (const { uses } of steps) if (uses) expect(uses).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.image?.needs).toBe('test');
  expect(workflow.jobs.test?.permissions).toEqual({ contents: 'read' });
  // what others wrote, as names of branches, stands in no command
  for (const { run = '' } of steps) expect(run).not.toContain('${{');
});

it('says of the image what it was built from and of what it is made', () => {
  expect(using('docker/build-push-action')?.with).toMatchObject({ provenance: 'mode=max', sbom: true });
  const digest = { 'subject-digest': expect.stringContaining('steps.build.outputs.digest') };
  expect(using('actions/attest-build-provenance')?.with).toMatchObject(digest);
  expect(using('actions/attest-sbom')?.with).toMatchObject({ ...digest, 'sbom-path': 'sbom.cdx.json' });
  expect(steps.some(({ run }) => run?.includes('lib/launch/sbom.ts > sbom.cdx.json'))).toBe(true);
});
