// "queue=mail environment!=staging job=~import-*" as matchers. Pure.
import type { SilenceInput } from '#lib/contracts/alert.ts';

type Matcher = SilenceInput['matchers'][number];

/** Throws an Error that names the part which is no matcher. */
export function readMatchers(text: string): Matcher[] {
  return text
    .split(/\s+/)
    .filter((part) => part !== '')
    .map((part) => {
      const found = /^([A-Za-z]+)(=~|!=|=)(.*)$/.exec(part);
      const [, label, op, value] = found ?? [];
      if (!label || !op || value === undefined)
        throw new Error(`"${part}" is no matcher: write queue=mail, queue!=mail or queue=~mail-*`);
      return { label, op: op as Matcher['op'], value };
    });
}
