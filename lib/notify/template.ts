// Templates without code: `{{name}}` is replaced, nothing else happens. Pure.

export const templateNames = [
  'rule',
  'severity',
  'state',
  'sentence',
  'metric',
  'value',
  'threshold',
  'where',
  'since',
  'url',
  'runbook',
  'runs',
] as const;
export type TemplateWords = Record<(typeof templateNames)[number], string> & {
  labels: Readonly<Record<string, string>>;
};

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;
const label = /^labels\.([A-Za-z][A-Za-z0-9_]*)$/;
const isKnown = (name: string): name is (typeof templateNames)[number] =>
  (templateNames as readonly string[]).includes(name);

/** The first placeholder of `template` that stands for nothing; null = all are known. */
export function unknownPlaceholder(template: string): string | null {
  for (const [, name = ''] of template.matchAll(placeholder)) if (!isKnown(name) && !label.test(name)) return name;
  return null;
}

/** `template` with its placeholders replaced; what they stand for is escaped, once, and never read as a template. */
export function fillTemplate(template: string, words: TemplateWords, harmless: (text: string) => string): string {
  return template.replace(placeholder, (_, name: string) => {
    const named = label.exec(name)?.[1];
    const found =
      named === undefined
        ? isKnown(name)
          ? words[name]
          : ''
        : Object.hasOwn(words.labels, named)
          ? words.labels[named]
          : '';
    return harmless(found ?? '');
  });
}
