import type { ApiError } from '#app/_data/fetch-json.ts';

/** Why something was not done, told where it was asked for. Nothing while there is nothing to tell. */
export function Fault({ children, className = '' }: { children: string | null | undefined; className?: string }) {
  if (!children) return null;
  return (
    <p role="alert" className={`text-bad ${className}`}>
      {children}
    </p>
  );
}

/** What a refused form says as a whole: what concerns a field stands beside it. */
export const besideNoField = (fault: ApiError | null): string | null =>
  fault && Object.keys(fault.fields).length === 0 ? fault.message : null;
