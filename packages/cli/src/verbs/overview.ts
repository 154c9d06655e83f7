import { SpillwayError, version } from '@spillway/core';
import { closest } from '../flags/closest.ts';
import { table } from '../flags/help-page.ts';
import { type Named, type NamedFamily, verbGroups } from './catalogue.ts';
import type { Verb } from './verb.ts';

const all = verbGroups.flatMap(({ verbs }) => verbs);

/** What `spillway --help` prints: every verb, by what it is for. */
export function overview(): string {
  // The summaries of all groups stand under each other.
  const width = Math.max(...all.map(({ name }) => name.length));
  const groups = verbGroups.map(({ title, verbs }) => `${title}:\n${summaries(verbs, width)}`);
  return `Usage: spillway VERB [flags]

Batch inference on GPUs that you own: spot capacity first, dedicated only when the deadline needs it.

${groups.join('\n\n')}

Run spillway VERB --help for the flags of a verb. spillway --version prints ${version}.
`;
}

/** The same for the verbs that share a first word. */
export function familyHelp({ family, verbs }: NamedFamily): string {
  return `Usage: spillway ${family} VERB [flags]

Verbs:
${summaries(verbs, 0)}

Run spillway ${family} VERB --help for the flags of a verb.
`;
}

export function unknownVerb(named: Exclude<Named, { kind: 'verb' }>): SpillwayError {
  const [before, word, verbs] =
    named.kind === 'family' ? [`${named.family} `, named.word ?? '', named.verbs] : ['', named.word, all];
  const words = [...new Set(verbs.map(({ name }) => name.slice(before.length).split(' ')[0] ?? ''))];
  const near = closest(word, words);
  return new SpillwayError(`There is no verb "${before}${word}".`, {
    code: 'invalid_argument',
    param: `${before}${word}`,
    hint:
      near === undefined
        ? `The verbs are ${words.map((other) => before + other).join(', ')}.`
        : `Did you mean spillway ${before}${near}?`,
  });
}

function summaries(verbs: readonly Verb[], width: number): string {
  return table(verbs.map(({ name, summary }) => [name.padEnd(width), summary]));
}
