// A JSON schema as a person reads it: names, types and choices, indented. Pure.

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const deepest = 6;

/** One line for what has no parts: `string (uuid)`, `"ok" | "failing"`, `integer, 1 to 200, default 50`. */
function plainText(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : String(schema.type ?? 'anything');
  const bounds: string[] = [];
  if (typeof schema.format === 'string') bounds.push(schema.format);
  const [least, most] = [schema.minimum ?? schema.minLength, schema.maximum ?? schema.maxLength];
  const isBounded = (value: unknown) => typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  if (isBounded(least) && isBounded(most)) bounds.push(`${least} to ${most}`);
  else if (isBounded(least)) bounds.push(`at least ${least}`);
  else if (isBounded(most)) bounds.push(`at most ${most}`);
  if ('default' in schema) bounds.push(`default ${JSON.stringify(schema.default)}`);
  return bounds.length > 0 ? `${type} (${bounds.join(', ')})` : type;
}

/** The whole of it; what lies deeper than six levels is `…`. */
export function schemaText(value: unknown, depth = 0): string {
  if (!isSchema(value)) return 'anything';
  if (depth > deepest) return '…';
  const choices = value.anyOf ?? value.oneOf ?? value.allOf;
  if (Array.isArray(choices)) {
    const texts = choices.map((one) => schemaText(one, depth));
    return [...new Set(texts)].join(value.allOf ? ' & ' : ' | ');
  }
  if (value.type === 'array') {
    if (Array.isArray(value.prefixItems))
      return `[${value.prefixItems.map((one) => schemaText(one, depth)).join(', ')}]`;
    return `${schemaText(value.items, depth)}[]`;
  }
  if (isSchema(value.properties)) {
    const required = new Set(Array.isArray(value.required) ? value.required : []);
    const pad = '  '.repeat(depth + 1);
    const lines = Object.entries(value.properties).map(
      ([name, one]) => `${pad}${name}${required.has(name) ? '' : '?'}: ${schemaText(one, depth + 1)}`,
    );
    return lines.length > 0 ? `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}` : '{}';
  }
  if (isSchema(value.additionalProperties)) return `{ [name]: ${schemaText(value.additionalProperties, depth)} }`;
  return plainText(value);
}
