/** Values under these keys are other people's. */
const opaque = new Set(['metadata', 'input', 'output']);

/** An answer in which every field also has its name in camelCase, as the first prototype had them. */
export function withCamelCase(answer: object): object {
  return doubled(answer) as object;
}

function doubled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(doubled);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).flatMap(([name, content]) => {
    const both = opaque.has(name) ? content : doubled(content);
    const camel = camelCase(name);
    return camel === name
      ? [[name, both]]
      : [
          [name, both],
          [camel, both],
        ];
  });
  return Object.fromEntries(fields);
}

/** The paths in the description of the API are no fields: twice there, their parameters would have other names. */
function camelCase(name: string): string {
  return /^\w+$/.test(name) ? name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) : name;
}
