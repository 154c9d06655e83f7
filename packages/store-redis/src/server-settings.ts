/** What a server says of itself. */
export interface ServerSettings {
  readonly appendOnly: boolean;
  /** Undefined where the server does not tell, as managed ones may not. */
  readonly appendFsync: string | undefined;
  readonly evictionPolicy: string;
  readonly usedBytes: number;
  /** 0 for no limit. */
  readonly maxBytes: number;
}

/** The settings in the text of INFO. */
export function decodeSettings(info: string, appendFsync: string | undefined): ServerSettings {
  const fields = new Map(info.split('\r\n').map((line) => line.split(':', 2) as [string, string]));
  return {
    appendOnly: fields.get('aof_enabled') === '1',
    appendFsync,
    evictionPolicy: fields.get('maxmemory_policy') ?? 'noeviction',
    usedBytes: Number(fields.get('used_memory') ?? 0),
    maxBytes: Number(fields.get('maxmemory') ?? 0),
  };
}
