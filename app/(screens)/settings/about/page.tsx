import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metadata } from 'next';
import { atBase } from '#app/_data/base-path.ts';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { publicUrl } from '#lib/auth/public-url.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { SettingsNav } from '../settings-nav.tsx';

export const metadata: Metadata = { title: 'About' };

async function version(): Promise<string> {
  const text = await readFile(path.join(process.cwd(), 'package.json'), 'utf8').catch(() => '{}');
  return (JSON.parse(text) as { version?: string }).version ?? 'unknown';
}

export default async function AboutPage() {
  const { pool } = await requirePage('/settings/about');
  const { rows } = await pool.query<{ server: string }>("select current_setting('server_version') as server");
  const facts = [
    ['Signalbox', await version()],
    ['Node', process.versions.node],
    ['Postgres', rows[0]?.server ?? 'unknown'],
    ['Public address', publicUrl()],
    ['Telemetry about you', 'none: this server sends nothing but what you told it to send'],
  ] as const;
  const links = [
    ['/api/docs', 'API reference'],
    ['/api/v1/openapi.json', 'OpenAPI document'],
    ['/metrics', 'Figures for Prometheus'],
    ['/trust', 'How far what is shown can be relied on'],
  ] as const;
  return (
    <Screen title="About">
      <SettingsNav />
      <Panel title="This installation">
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
          {facts.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-dim">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title="For machines">
        <ul className="grid gap-1">
          {links.map(([href, label]) => (
            <li key={href}>
              <a href={atBase(href)}>{label}</a> <span className="mono text-dim">{atBase(href)}</span>
            </li>
          ))}
        </ul>
      </Panel>
    </Screen>
  );
}
