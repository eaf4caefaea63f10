const order = ['environment', 'system', 'source', 'queue', 'job', 'schedule', 'channel', 'error'];
const place = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);

/** What an alert is about: "environment production · queue mail". */
export function Labels({ labels }: { labels: Record<string, string> }) {
  const shown = Object.entries(labels)
    .filter(([name]) => name !== 'fingerprint')
    .sort(([a], [b]) => place(a) - place(b));
  if (shown.length === 0) return <span className="text-dim">everything</span>;
  return (
    <>
      {shown.map(([name, value], i) => (
        <span key={name}>
          {i > 0 && <span className="text-dim"> · </span>}
          <span className="text-dim">{name}</span> {value}
        </span>
      ))}
    </>
  );
}
