/** Whether a path leads below where the API is, and has no query of its own. Ids in it come from addresses that anybody may have written. */
export function leadsDown(path: string): boolean {
  return path.split('/').every((segment) => /^[\w.~@:%-]+$/.test(segment) && !/^(\.|%2e){1,2}$/i.test(segment));
}
