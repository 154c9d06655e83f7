import type { Project } from './project.ts';
import { requestLines } from './request-lines.ts';

/** Without npx, which takes longer than the command; but with the Node that npx would find. */
const node = 'node_modules/.bin/node';
const program = 'node_modules/spillway/dist/main.js';
const lines = 20;

/** Asks every verb for its help. */
export async function tryHelp(project: Project): Promise<string> {
  const help = await project.run('npx', ['spillway', '--help']);
  const verbs = [...help.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map(([, verb = '']) => verb);
  for (const verb of verbs) {
    const page = await project.run(node, [program, ...verb.split(' '), '--help']);
    if (!page.startsWith(`Usage: spillway ${verb}`))
      throw new Error(`the help of ${verb} begins with ${page.slice(0, 80)}`);
  }
  return `${verbs.length} verbs: ${verbs.join(', ')}`;
}

/** Takes a batch through the verbs that speak to a server. Answers the verbs. */
export async function tryClientVerbs(project: Project, url: string): Promise<readonly string[]> {
  const verbs: string[] = [];
  const run = async (verb: string, args: readonly string[] = []): Promise<string> => {
    verbs.push(verb);
    return project.run('npx', ['spillway', ...verb.split(' '), ...args, '--url', url]);
  };
  await project.write('verbs.jsonl', requestLines(lines));
  await run('submit', ['verbs.jsonl', '-o', 'verbs-out.jsonl']);
  countLines(await project.read('verbs-out.jsonl'));
  const [batch = ''] = /batch_[a-z0-9]+/.exec(await run('ls')) ?? [];
  await run('watch', [batch]);
  if (!(await run('show', [batch])).includes(batch)) throw new Error('show does not show the batch');
  countLines(await run('results', [batch]));
  if ((await run('clone', [batch])).includes(batch)) throw new Error('clone answers the same batch');
  if (!(await run('files ls')).includes('verbs.jsonl')) throw new Error('files ls does not list the upload');
  return verbs;
}

function countLines(text: string): void {
  const found = text.trim().split('\n').length;
  if (found !== lines) throw new Error(`${found} lines came back, not ${lines}`);
}
