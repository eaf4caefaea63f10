import { Time } from '#app/_ui/value.tsx';
import type { LogView } from '#lib/contracts/log-view.ts';
import { Fact } from './fact.tsx';

const isBad = (log: LogView) => log.severity >= 17;

/** Log records of one span, oldest first. */
export function LogLines({ logs }: { logs: readonly LogView[] }) {
  if (logs.length === 0) return null;
  return (
    <Fact label="Log">
      <ul className="mono">
        {logs.map((log) => (
          <li key={`${log.at} ${log.body}`} className={`break-words ${isBad(log) ? 'text-bad' : ''}`}>
            <span className="text-dim">
              <Time at={log.at} />
            </span>{' '}
            {log.body}
          </li>
        ))}
      </ul>
    </Fact>
  );
}
