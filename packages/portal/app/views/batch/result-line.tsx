import { prettyJson } from '@spillway/core/json-text';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { TextBlock } from '../../parts/text-block.tsx';
import { answerOf } from './answer-of.ts';
import { errorOf } from './error-of.ts';

export interface ResultLineProps {
  readonly line: string;
  /** Whether only its beginning is here. */
  readonly cut: boolean;
}

interface Known {
  readonly customId: string;
  readonly status: number | string;
  readonly answer: string | undefined;
}

/** A line of the output or error file: what it is about, and all of it when it is opened. */
export function ResultLine({ line, cut }: ResultLineProps): JSX.Element {
  const [opened, setOpened] = useState(false);
  const { customId, status, answer } = cut ? unread : knownOf(line);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
        <summary data-row>
          <span class="line-name">{customId}</span>
          <code>{status}</code>
          <span class="line-answer">{(answer ?? errorOf(line) ?? line).slice(0, 200)}</span>
        </summary>
        {opened && answer !== undefined && <TextBlock title="Answer" text={answer} />}
        {opened && <TextBlock title="Line" text={cut ? line : prettyJson(line)} cut={cut} />}
      </details>
    </li>
  );
}

const unread: Known = { customId: 'A long line', status: 'cut', answer: undefined };

interface Line {
  readonly custom_id?: unknown;
  readonly response?: { readonly status_code?: number } | null;
  readonly error?: { readonly code?: string } | null;
}

function knownOf(line: string): Known {
  const { custom_id: customId, response, error } = JSON.parse(line) as Line;
  return { customId: String(customId), status: response?.status_code ?? error?.code ?? '–', answer: answerOf(line) };
}
