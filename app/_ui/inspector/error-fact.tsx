import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Fact } from './fact.tsx';

interface ErrorFactProps {
  error: { type: string | null; message: string; stack?: string | null };
}

export function ErrorFact({ error }: ErrorFactProps) {
  return (
    <Fact label="Error">
      <p className="text-bad">
        {error.type && `${error.type}: `}
        {error.message}
      </p>
      {error.stack && (
        <div className="mt-1.5 rounded-[7px] bg-soft">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
          <pre tabIndex={0} className="max-h-56 overflow-auto px-2.5 py-2 font-mono text-[11.5px] leading-[17px]">
            {error.stack}
          </pre>
          <div className="px-2 pb-1.5">
            <CopyButton text={error.stack} label="Copy the stack" />
          </div>
        </div>
      )}
    </Fact>
  );
}
