'use client';
import { Field } from '#app/_ui/field.tsx';
import { Panel } from '#app/_ui/panel.tsx';

interface Ids {
  a: string;
  b: string;
}

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** The run's id in whatever was pasted: a link to the run will do. */
const idIn = (text: string): string => uuid.exec(text)?.[0] ?? text.trim();

/** Which two. A run's page leads here with both filled in. */
export function ChooseRuns({ ids, choose }: { ids: Ids; choose: (ids: Ids) => void }) {
  return (
    <Panel>
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const fields = new FormData(event.currentTarget);
          choose({ a: idIn(String(fields.get('a'))), b: idIn(String(fields.get('b'))) });
        }}
      >
        <div className="min-w-0 grow">
          <Field
            label="First run: its ID or link"
            name="a"
            defaultValue={ids.a}
            required
            className="control mono h-[34px] w-full"
          />
        </div>
        <div className="min-w-0 grow">
          <Field label="Second run" name="b" defaultValue={ids.b} required className="control mono h-[34px] w-full" />
        </div>
        <button type="submit" className="button-main">
          Compare
        </button>
      </form>
    </Panel>
  );
}
