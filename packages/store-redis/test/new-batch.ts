import type { NewBatch } from '@spillway/core/store';

/** A create call of the tenant `ann`. */
export const newBatch: NewBatch = {
  id: 'batch',
  tenant: 'ann',
  user: null,
  inputFileId: 'file',
  endpoint: '/v1/chat/completions',
  window: '24h',
  windowMs: 86_400_000,
  metadata: null,
  priority: 1,
  fingerprint: 'fingerprint',
  settings: {
    version: 1,
    maxAttempts: 3,
    requestTimeoutMs: 600_000,
    mixedModels: true,
    maxRequests: 50_000,
    outputExpiresAfterMs: null,
  },
  permissions: { spot: 'all' },
};
