import { json, models, ScriptedServer } from '../../packages/executor-vllm/test/scripted-server.ts';

/** An engine with a model for each kind of trouble. */
export interface OddEngine extends AsyncDisposable {
  readonly url: string;
  /** From now on `broken` answers. */
  mend(): void;
  /** `slow` answers from now on. */
  release(): void;
}

export const script = '<script>document.title = "taken"</script><img src=x onerror="document.title = \'taken\'">';
const HUGE = 10_000_000;

export async function startOddEngine(): Promise<OddEngine> {
  const waiting: (() => void)[] = [];
  let [mended, released] = [false, false];
  const answer = (content: string) => json(200, { choices: [{ message: { role: 'assistant', content } }], usage });
  const answers: Readonly<Record<string, () => ReturnType<typeof json>>> = {
    // Fails in another way than `broken`.
    cracked: () => json(500, { error: { message: 'cracked' } }),
    broken: () => (mended ? answer('mended') : json(500, { error: { message: script } })),
    hostile: () => answer(script),
    huge: () => answer(`${script}${'a'.repeat(HUGE)}`),
  };
  const server = await ScriptedServer.start({
    '/health': json(200, {}),
    '/v1/models': models('broken', 'cracked', 'hostile', 'huge', 'slow'),
    '/v1/chat/completions': (response, request) => {
      const { model } = JSON.parse(request.body.toString()) as { readonly model: string };
      const send = (): void => (answers[model] ?? (() => answer('at last')))()(response, request);
      if (model === 'slow' && !released) waiting.push(send);
      else send();
    },
  });
  return {
    url: server.url,
    mend() {
      mended = true;
    },
    release() {
      released = true;
      for (const send of waiting.splice(0)) send();
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
