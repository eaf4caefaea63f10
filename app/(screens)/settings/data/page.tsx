import type { Metadata } from 'next';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { requirePage } from '#lib/auth/require-page.ts';
import { dayTables } from '#lib/db/partition/tables.ts';
import { rollupKeepUs } from '#lib/db/rollup/rollup-keep.ts';
import { SettingsNav } from '../settings-nav.tsx';

export const metadata: Metadata = { title: 'Retention and redaction' };

const tableWords: Record<string, string> = {
  run_alias: 'Names that unite witnesses of one run',
  span: 'Spans',
  span_chunk: 'Attributes of spans',
  log: 'Log records',
  sample: 'Readings of queues: depth, oldest, workers',
  edge: 'Links between runs',
  attempt: 'Attempts',
  run: 'Runs',
};
const grainWords: Record<string, string> = {
  60: 'Figures by minute',
  300: 'Figures by 5 minutes',
  3600: 'Figures by hour',
  86400: 'Figures by day',
};
const days = (n: number): string => `${n} ${n === 1 ? 'day' : 'days'}`;

/** What is kept for how long, and what is never kept: as this installation does it. */
export default async function DataPage() {
  await requirePage('/settings/data');
  const kept = [
    ...dayTables.map(({ name, keepDays }) => ({ what: tableWords[name] ?? name, text: days(keepDays) })),
    ...Object.entries(rollupKeepUs).map(([grain, us]) => ({
      what: grainWords[grain] ?? grain,
      text: days(us / 86_400e6),
    })),
  ];
  return (
    <Screen title="Retention and redaction">
      <SettingsNav />
      <Panel title="Kept for" isFlush>
        <TableFrame caption="How long what is kept">
          <tbody>
            {kept.map(({ what, text }) => (
              <tr key={what}>
                <th scope="row" className="text-left font-normal">
                  {what}
                </th>
                <td className="l w-full">{text}</td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      </Panel>
      <Panel title="Hidden before it is stored">
        <ul className="grid max-w-[76ch] list-disc gap-1 pl-5">
          <li>A job’s data is not stored at all, but for the fields that its source’s settings allow one by one.</li>
          <li>
            Values under names such as password, secret, token, authorization or cookie are replaced, and so are keys,
            bearer tokens and credentials in URLs wherever they stand in telemetry.
          </li>
          <li>Connection strings and webhook secrets are sealed under SIGNALBOX_SECRET and never answered.</li>
          <li>Tokens, ingest keys and widget tokens are kept as hashes.</li>
        </ul>
      </Panel>
    </Screen>
  );
}
