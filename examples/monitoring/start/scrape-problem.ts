/** Why an installation's metrics cannot be read, and what to do; undefined when they can. */
export async function scrapeProblem(url: string, key: string | undefined): Promise<string | undefined> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  try {
    const answer = await fetch(new URL('/metrics', url), { headers, signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    if (answer.ok) return undefined;
    if (answer.status === 401 || answer.status === 403)
      return `${url} asks for the operator's key. Name the file that holds it with --key-file, or the folder of dev with --data-dir.`;
    return `${url}/metrics answers with ${answer.status}. Is that a server of Spillway?`;
  } catch {
    return `Nobody answers at ${url}. Start an installation first: npm run spillway -- dev`;
  }
}
