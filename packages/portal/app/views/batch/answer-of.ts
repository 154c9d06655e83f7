interface OutputLine {
  readonly response?: { readonly body?: AnswerBody | null } | null;
}

interface AnswerBody {
  readonly choices?: readonly { readonly message?: { readonly content?: unknown }; readonly text?: unknown }[];
  readonly output?: readonly { readonly content?: readonly { readonly text?: unknown }[] }[];
}

/** What the model wrote, where the line is of a kind that is known; undefined elsewhere. */
export function answerOf(line: string): string | undefined {
  try {
    const texts = textsOf((JSON.parse(line) as OutputLine).response?.body).filter((text) => typeof text === 'string');
    return texts.length > 0 ? texts.join('\n\n') : undefined;
  } catch {
    // An engine may answer whatever it likes; then the line alone is shown.
    return undefined;
  }
}

function textsOf(body: AnswerBody | null | undefined): unknown[] {
  return [
    ...(body?.choices ?? []).map(({ message, text }) => message?.content ?? text),
    ...(body?.output ?? []).flatMap(({ content }) => (content ?? []).map(({ text }) => text)),
  ];
}
