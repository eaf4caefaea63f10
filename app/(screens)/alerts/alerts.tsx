'use client';
import { useQuery } from '@tanstack/react-query';
import { instancesOptions, rulesOptions } from '#app/_data/alert.ts';
import { inEnvironment } from '#app/_data/in-environment.ts';
import { useScope } from '#app/_data/scope.ts';
import { Answered } from '#app/_ui/answered.tsx';
import { Elsewhere } from '#app/_ui/elsewhere.tsx';
import { Empty } from '#app/_ui/empty.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableSkeleton } from '#app/_ui/table-skeleton.tsx';
import { ActiveAlerts } from './active-alerts.tsx';
import { AlertNav } from './alert-nav.tsx';
import { RuleTable } from './rule-table.tsx';

/** What is wrong now, and the rules that say so. */
export function Alerts() {
  const instances = useQuery(instancesOptions());
  const rules = useQuery(rulesOptions());
  const [{ environment }] = useScope();
  return (
    <Screen title="Alerts">
      <AlertNav />
      <Panel title="Now" isFlush>
        <Answered query={instances} what="the alerts" loading={<TableSkeleton rows={4} />}>
          {({ items }) => {
            const { shown, elsewhere } = inEnvironment(items, environment, ({ labels }) => labels.environment);
            return (
              <>
                {shown.length === 0 ? (
                  <Empty title={environment ? `Nothing is wrong in ${environment}` : 'Nothing is wrong'}>
                    Alerts appear here when a rule’s condition holds, and leave when it is over.
                  </Empty>
                ) : (
                  <ActiveAlerts items={shown} />
                )}
                <Elsewhere shown={shown.length} count={elsewhere} what="alert" />
              </>
            );
          }}
        </Answered>
      </Panel>
      <Panel title="Rules" isFlush>
        <Answered query={rules} what="the rules" loading={<TableSkeleton rows={4} />}>
          {({ items }) =>
            items.every(({ rule }) => rule.kind === 'self') ? (
              <Empty title="There are no rules">
                Nothing is watched for: make a rule, and try it on stored history first.
              </Empty>
            ) : (
              <RuleTable items={items.filter(({ rule }) => rule.kind !== 'self')} />
            )
          }
        </Answered>
      </Panel>
      {rules.data?.items.some(({ rule }) => rule.kind === 'self') && (
        <Panel title="Signalbox itself" note="always on; every channel is told" isFlush>
          <RuleTable items={rules.data.items.filter(({ rule }) => rule.kind === 'self')} />
        </Panel>
      )}
    </Screen>
  );
}
