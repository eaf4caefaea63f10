/** What an alert is about: "queue mail · environment production". */
export function Labels({ labels }: { labels: Record<string, string> }) {
  const shown = Object.entries(labels).filter(([name]) => name !== 'fingerprint');
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
