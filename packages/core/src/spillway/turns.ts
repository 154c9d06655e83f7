/** Lets calls of one name take turns in the order in which they came; calls of different names do not wait. */
export function createTurns(): <Answer>(name: string, call: () => Promise<Answer>) => Promise<Answer> {
  const last = new Map<string, Promise<void>>();
  return (name, call) => {
    const answer = (last.get(name) ?? Promise.resolve()).then(call);
    const over = answer.then(
      () => forget(),
      () => forget(),
    );
    const forget = (): void => {
      if (last.get(name) === over) last.delete(name);
    };
    last.set(name, over);
    return answer;
  };
}
