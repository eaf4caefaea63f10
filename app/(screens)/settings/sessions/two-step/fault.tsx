import type { ApiError } from '#app/_data/fetch-json.ts';

/** What stands beside no field. */
export function Fault({ of: fault }: { of: ApiError | null }) {
  if (!fault || Object.keys(fault.fields).length > 0) return null;
  return (
    <p role="alert" className="mt-1 text-bad">
      {fault.message}
    </p>
  );
}
