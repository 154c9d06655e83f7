const rules = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // Nothing of the portal ever makes markup of a text.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/**
 * What every answer of the portal carries: only its own scripts and styles run, and nobody frames it. It talks to its server,
 * and to the storage that large files go to.
 */
export function portalHeaders(storageOrigins: readonly string[]): Readonly<Record<string, string>> {
  const policy = [...rules, ["connect-src 'self'", ...storageOrigins].join(' ')];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
