/** The model that the trial's engine serves. */
export const hazardModel = 'trial';

/** Tokens that it has room for: enough for a line of 16 MiB. */
export const hazardContextTokens = 8_000_000;

/** Fields of a line as JSON texts; undefined leaves one out. */
export interface RawFields {
  readonly custom_id?: string | undefined;
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly body?: string | undefined;
}

const defaults: RawFields = { custom_id: '"a"', method: '"POST"', url: '"/v1/chat/completions"' };

/** A line of the input from raw JSON texts, so that it can hold what no serializer writes. */
export function rawLine(fields: RawFields = {}): string {
  const given = Object.entries({ ...defaults, body: rawBody(), ...fields }).filter(([, text]) => text !== undefined);
  return `{${given.map(([name, text]) => `"${name}":${text}`).join(',')}}`;
}

/** A body of a chat request with more members behind those that it needs, as raw JSON text. */
export function rawBody(members = ''): string {
  const needed = `"model":"${hazardModel}","messages":[{"role":"user","content":"hello"}],"max_tokens":4`;
  return `{${needed}${members === '' ? '' : `,${members}`}}`;
}
