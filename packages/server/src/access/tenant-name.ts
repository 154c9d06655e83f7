/** Whether it can name a tenant: 1 to 64 letters, digits and . _ @ -. */
export function isTenantName(name: string): boolean {
  return /^[\w.@-]{1,64}$/.test(name);
}
