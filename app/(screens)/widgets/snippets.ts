// What to paste where. Pure.
import type { WidgetUrls } from '#lib/contracts/widget.ts';

export interface Snippet {
  target: string;
  /** What to know before pasting it. */
  note?: string;
  text: string;
}

const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
/** A YAML scalar is JSON as well. */
const scalar = (text: string): string => JSON.stringify(text);
const bracketed = (text: string): string => text.replaceAll(/[[\]\\]/g, (sign) => `\\${sign}`);

/** `integrity`: hash of the script as it is now. */
export function snippetsOf(name: string, urls: WidgetUrls, integrity: string): Snippet[] {
  const pinned = ` integrity="${integrity}" crossorigin="anonymous"`;
  return [
    { target: 'Markdown', text: `![${bracketed(name)}](${urls.badge})\n\n![${bracketed(name)}](${urls.card})` },
    {
      target: 'HTML',
      note: 'A web component without dependencies; the frame works where scripts do not.',
      text: `<script type="module" src="${urls.script}"${pinned}></script>\n<job-health src="${urls.json}" label="${quoted(name)}"></job-health>`,
    },
    {
      target: 'Frame',
      note: 'List the page’s origin under “Pages that may frame it”.',
      text: `<iframe src="${urls.frame}" title="${quoted(name)}" width="480" height="220" loading="lazy" style="border:0"></iframe>`,
    },
    {
      target: 'React',
      text: `import { JobHealth } from 'signalbox/react';\n\n<JobHealth src="${urls.json}" label={${scalar(name)}} />`,
    },
    {
      target: 'Homepage',
      text: `widget:\n  type: customapi\n  url: ${urls.json}\n  refreshInterval: 30000\n  mappings:\n    - { field: status, label: Status }\n    - { field: failureRate, label: Failed, format: percent, scale: 100 }\n    - { field: p95Ms, label: p95, format: float, suffix: " ms" }\n    - { field: backlog, label: Waiting, format: number }`,
    },
    {
      target: 'Glance',
      text: `- type: custom-api\n  title: ${scalar(name)}\n  cache: 1m\n  url: ${urls.json}\n  template: |\n    <p class="size-h3">{{ .JSON.String "status" }}</p>\n    <p>{{ .JSON.String "statusText" }} · {{ .JSON.Int "backlog" }} waiting</p>`,
    },
    {
      target: 'Grafana',
      note: 'A query of the Infinity data source; the dashboard for Prometheus is grafana-dashboard.json.',
      text: JSON.stringify(
        {
          type: 'json',
          source: 'url',
          parser: 'backend',
          format: 'table',
          url: urls.json,
          columns: ['status', 'failureRate', 'p95Ms', 'throughputPerMin', 'backlog', 'firing'].map((selector) => ({
            selector,
            text: selector,
            type: selector === 'status' ? 'string' : 'number',
          })),
        },
        null,
        2,
      ),
    },
    {
      target: 'Backstage',
      note: 'In catalog-info.yaml and in the entity page.',
      text: `metadata:\n  annotations:\n    signalbox.io/widget: ${urls.frame}\n\n// EntityPage.tsx\n<InfoCard title={${scalar(name)}}>\n  <iframe\n    src={entity.metadata.annotations?.['signalbox.io/widget']}\n    title={${scalar(name)}}\n    width="100%"\n    height="220"\n  />\n</InfoCard>`,
    },
    {
      target: 'Shields',
      note: 'Where shields.io can reach this server.',
      text: `https://img.shields.io/endpoint?url=${encodeURIComponent(urls.shields)}`,
    },
    { target: 'Addresses', text: Object.values(urls).join('\n') },
  ];
}
