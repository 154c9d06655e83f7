import { autoscaleVerb } from './autoscale.ts';
import { cancelVerb } from './batches/cancel.ts';
import { cloneVerb } from './batches/clone.ts';
import { lsVerb } from './batches/ls.ts';
import { quoteVerb } from './batches/quote.ts';
import { resultsVerb } from './batches/results.ts';
import { retryVerb } from './batches/retry.ts';
import { showVerb } from './batches/show.ts';
import { submitVerb } from './batches/submit.ts';
import { watchVerb } from './batches/watch.ts';
import { bulkAbortVerb } from './bulk/abort.ts';
import { bulkCancelVerb } from './bulk/cancel.ts';
import { bulkDropVerb } from './bulk/drop.ts';
import { bulkLsVerb } from './bulk/ls.ts';
import { bulkRequeueVerb } from './bulk/requeue.ts';
import { bulkRetryVerb } from './bulk/retry.ts';
import { bulkShowVerb } from './bulk/show.ts';
import { coordinateVerb } from './coordinate.ts';
import { deadLettersDownloadVerb } from './dead-letters/download.ts';
import { deadLettersDropVerb } from './dead-letters/drop.ts';
import { deadLettersGroupsVerb } from './dead-letters/groups.ts';
import { deadLettersLsVerb } from './dead-letters/ls.ts';
import { deadLettersRequeueVerb } from './dead-letters/requeue.ts';
import { deadLettersShowVerb } from './dead-letters/show.ts';
import { devVerb } from './dev.ts';
import { doctorVerb } from './doctor.ts';
import { filesContentVerb } from './files/content.ts';
import { filesGetVerb } from './files/get.ts';
import { filesLsVerb } from './files/ls.ts';
import { filesRmVerb } from './files/rm.ts';
import { filesUploadVerb } from './files/upload.ts';
import { historyVerb } from './history.ts';
import { keysCreateVerb } from './keys/create.ts';
import { keysListVerb } from './keys/list.ts';
import { keysRevokeVerb } from './keys/revoke.ts';
import { portalVerb } from './portal.ts';
import { runVerb } from './run.ts';
import { serveVerb } from './serve.ts';
import { simulateVerb } from './simulate.ts';
import { tenantsLsVerb } from './tenants/ls.ts';
import { tenantsSetVerb } from './tenants/set.ts';
import { topVerb } from './top.ts';
import type { Verb } from './verb.ts';
import { workVerb } from './work.ts';

/** Verbs that serve one purpose. */
export interface VerbGroup {
  readonly title: string;
  readonly verbs: readonly Verb[];
}

const deadLetters = [
  deadLettersGroupsVerb,
  deadLettersLsVerb,
  deadLettersShowVerb,
  deadLettersRequeueVerb,
  deadLettersDropVerb,
  deadLettersDownloadVerb,
];
const bulk = [bulkCancelVerb, bulkRetryVerb, bulkRequeueVerb, bulkDropVerb, bulkLsVerb, bulkShowVerb, bulkAbortVerb];
const files = [filesLsVerb, filesUploadVerb, filesGetVerb, filesContentVerb, filesRmVerb];
const keys = [keysCreateVerb, keysListVerb, keysRevokeVerb];
const tenants = [tenantsLsVerb, tenantsSetVerb];

/** All verbs, as the overview shows them. */
export const verbGroups: readonly VerbGroup[] = [
  { title: 'Run it', verbs: [runVerb, devVerb] },
  {
    title: 'Your batches, on any server',
    verbs: [
      quoteVerb,
      submitVerb,
      watchVerb,
      topVerb,
      lsVerb,
      showVerb,
      resultsVerb,
      cancelVerb,
      retryVerb,
      cloneVerb,
      ...deadLetters,
      ...bulk,
      ...files,
    ],
  },
  { title: 'Processes of a deployment', verbs: [serveVerb, coordinateVerb, workVerb, autoscaleVerb] },
  { title: 'Operate', verbs: [portalVerb, doctorVerb, historyVerb, simulateVerb, ...keys, ...tenants] },
];

/** What the words of a command line name. */
export type Named =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly args: readonly string[] }
  | NamedFamily
  | { readonly kind: 'unknown'; readonly word: string };

/** The first word of verbs of two, without a second that makes it one of them. */
export interface NamedFamily {
  readonly kind: 'family';
  readonly family: string;
  readonly verbs: readonly Verb[];
  readonly word: string | undefined;
}

const all = verbGroups.flatMap(({ verbs }) => verbs);

/** Finds the verb that the words begin with: `run in.jsonl`, `files ls --json`. */
export function nameVerb([first = '', ...rest]: readonly string[]): Named {
  const [second] = rest;
  const verb = all.find(({ name }) => name === first) ?? all.find(({ name }) => name === `${first} ${second}`);
  if (verb) return { kind: 'verb', verb, args: verb.name === first ? rest : rest.slice(1) };
  const verbs = all.filter(({ name }) => name.startsWith(`${first} `));
  return verbs.length > 0 ? { kind: 'family', family: first, verbs, word: second } : { kind: 'unknown', word: first };
}
