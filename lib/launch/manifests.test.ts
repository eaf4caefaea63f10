import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { doorFlags, workerFlags } from '#lib/launch/start.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');

interface Resource {
  kind: keyof typeof models;
  metadata: { name: string; namespace: string };
  spec?: { template?: { spec: Pod } };
}
interface Pod {
  containers: {
    name: string;
    command?: string[];
    securityContext: object;
    livenessProbe?: object;
    volumeMounts: { mountPath: string }[];
  }[];
  securityContext: { runAsNonRoot: boolean };
}
const models = { Deployment, StatefulSet, Job, ConfigMap, Service };
const resources = parseAllDocuments(read('kubernetes.yaml')).map((document) => document.toJS() as Resource);
const pods = resources.flatMap(({ metadata, spec }) =>
  spec?.template ? [{ name: metadata.name, pod: spec.template.spec }] : [],
);
/** The file that a command runs. */
const fileOf = (command: readonly string[]): string => command.find((part) => part.endsWith('.ts')) ?? '';

describe('kubernetes.yaml', () => {
  it('is valid by the schemas of Kubernetes, which refuse a wrong type', () => {
    expect(resources.map(({ kind }) => kind)).toEqual([
      'ConfigMap',
      'Job',
      'StatefulSet',
      'Deployment',
      'Deployment',
      'Service',
      'Service',
    ]);
    for (const resource of resources) {
      const Model = models[resource.kind] as unknown as new (data: unknown) => { validate(): void };
      expect(() => new Model(resource).validate(), resource.metadata.name).not.toThrow();
    }
    expect(() => new Deployment({ spec: { replicas: 'one' } } as never).validate()).toThrow();
  });

  it('runs nothing as root and lets nothing be written but where it must', () => {
    expect(pods).toHaveLength(4);
    for (const { name, pod } of pods) {
      expect(pod.securityContext.runAsNonRoot, name).toBe(true);
      for (const container of pod.containers)
        expect(container.securityContext, name).toMatchObject({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
        });
    }
  });

  it('runs files that are there, door and worker with their flags', () => {
    for (const { pod } of pods)
      for (const { command } of pod.containers)
        if (command) expect(existsSync(resolve(root, fileOf(command)))).toBe(true);
    const commandOf = (wanted: string) => pods.find(({ name }) => name === wanted)?.pod.containers[0]?.command;
    expect(commandOf('signalbox-door')).toEqual(['node', ...doorFlags, 'collectors/main.ts', '--roles=door']);
    expect(commandOf('signalbox-worker')).toEqual([
      'node',
      ...workerFlags,
      'collectors/main.ts',
      '--roles=watcher,deriver,keeper',
    ]);
  });
});

describe('render.yaml', () => {
  const blueprint = parse(read('render.yaml')) as {
    services: { name: string; type: string; dockerCommand?: string; healthCheckPath?: string }[];
  };
  it('has each process once, with commands that run files that are there', () => {
    expect(blueprint.services.map(({ name }) => name)).toEqual(['signalbox-web', 'signalbox-door', 'signalbox-worker']);
    for (const { type, dockerCommand, healthCheckPath } of blueprint.services) {
      if (type === 'web') expect(healthCheckPath).toBe('/livez');
      if (dockerCommand) expect(existsSync(resolve(root, fileOf(dockerCommand.split(' '))))).toBe(true);
    }
  });
});
