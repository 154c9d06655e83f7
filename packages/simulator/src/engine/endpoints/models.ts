import type { EngineSettings } from '../options.ts';

/** `GET /v1/models`. */
export function modelList({ models, maxModelLen }: EngineSettings): string {
  const data = models.map((id) => ({
    id,
    object: 'model',
    created: 1_750_000_000,
    owned_by: 'vllm',
    root: id,
    parent: null,
    max_model_len: maxModelLen,
    permission: [],
  }));
  return JSON.stringify({ object: 'list', data });
}
