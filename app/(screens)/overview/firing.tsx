'use client';
import { useQuery } from '@tanstack/react-query';
import { instancesOptions } from '#app/_data/alert.ts';
import { useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { alertTone } from '#app/_ui/tone.ts';
import { Age } from '#app/_ui/value.tsx';
import type { InstanceList, InstanceView } from '#lib/contracts/alert.ts';

const most = 4;
const rank = { critical: 0, warning: 1, info: 2 } as const;

/** Alerts that fire and nobody silenced, the worst first; nothing where all is quiet. `initial`: as the page was asked for. */
export function FiringAlerts({ initial }: { initial: InstanceList | undefined }) {
  const alerts = useQuery({ ...instancesOptions(), initialData: initial });
  return (
    <Answered query={alerts} what="the alerts" loading={null}>
      {(data) => <Firing alerts={data.items} />}
    </Answered>
  );
}

function Firing({ alerts }: { alerts: readonly InstanceView[] }) {
  const [{ environment }] = useScope();
  const isOurs = ({ labels }: InstanceView) =>
    environment === '' || labels.environment === undefined || labels.environment === environment;
  const firing = alerts
    .filter((alert) => (alert.phase === 'firing' || alert.phase === 'recovering') && !alert.isSilenced && isOurs(alert))
    .sort((a, b) => rank[a.rule.severity] - rank[b.rule.severity] || b.since.localeCompare(a.since));
  if (firing.length === 0) return null;
  return (
    <Panel>
      <ul aria-label="Alerts that fire" className="grid gap-1">
        {firing.slice(0, most).map((alert) => (
          <li key={alert.id} className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
            <Link href={`/alerts/rules/${alert.rule.id}`} className="font-[550]">
              <Status tone={alertTone[alert.phase]}>{alert.rule.name}</Status>
            </Link>
            <span>{Object.values(alert.labels).join(' · ')}</span>
            <Link href={alert.path} className="min-w-0 truncate">
              {alert.sentence}
            </Link>
            <span className="text-xs text-dim">
              <Age at={alert.since} />
            </span>
          </li>
        ))}
      </ul>
      {firing.length > most && (
        <Link href="/alerts" className="link mt-1 inline-block text-xs">
          {firing.length - most} more
        </Link>
      )}
    </Panel>
  );
}
