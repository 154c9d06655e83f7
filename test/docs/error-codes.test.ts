import { describe, expect, test } from 'vitest';
import { readPage } from './page-blocks.ts';
import { codeIn, rowsUnder } from './page-tables.ts';
import { distinct, namesIn, sourceOf } from './sources.ts';

const page = readPage('errors.md');

function column(heading: string, index: number): readonly string[] {
  return distinct(rowsUnder(page, heading).map((row) => codeIn(row[index])));
}

describe('the error reference names whatever the sources say, and nothing else', () => {
  const server = sourceOf('server/src');

  test('statuses of the API', () => {
    const statuses = [
      ...namesIn(server, /HttpRefusal\((\d{3})/g),
      ...namesIn(server, /status: ([45]\d\d)\b/g),
      ...namesIn(server, /'([45]\d\d) [A-Z]/g),
    ];
    expect(column("The API's answers", 0)).toEqual(distinct(statuses));
  });

  test('types of the API', () => {
    expect(column("The API's answers", 1)).toEqual(namesIn(server, /\btype(?: =|:) '(\w+_error)'/g));
  });

  test('codes of the API', () => {
    // What a wrong option throws when the server is made is no answer.
    const codes = namesIn(server, /\bcode: '(?!invalid_argument)(\w+)'/g);
    expect(column("The API's answers", 2)).toEqual(distinct([...codes, 'null']));
  });

  test('problems of an input', () => {
    const union = /type ProblemCode =(.*?);/s.exec(sourceOf('core/src/input/problem.ts'))?.[1] ?? '';
    const coordinator = namesIn(sourceOf('core/src/coordinator'), /\bcode: '(\w+)', message/g);
    expect(column('Problems of an input', 0)).toEqual(distinct([...namesIn(union, /'(\w+)'/g), ...coordinator]));
  });

  test('requests without an answer', () => {
    const made = sourceOf('core/src/worker/conclude.ts') + sourceOf('core/src/batch/withdrawn-lines.ts');
    expect(column('Requests without an answer', 0)).toEqual(namesIn(made, /'((?:request|batch)_\w+)'/g));
    expect(made).toContain('`http_${');
    expect(page).toContain('`http_NNN`');
  });

  test('errors of the library', () => {
    const union = /type SpillwayErrorCode =(.*?);/s.exec(sourceOf('core/src/errors/spillway-error.ts'))?.[1] ?? '';
    expect(column('SpillwayError', 0)).toEqual(namesIn(union, /'(\w+)'/g));
  });

  test('exit codes of the command', () => {
    expect(column('Exit codes of the command', 0)).toEqual(namesIn(sourceOf('cli/src/exit-code.ts'), /\w+: (\d+),/g));
  });
});
