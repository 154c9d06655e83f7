import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type ReadRequest, readRequest } from '../../api/read-request.ts';
import type { RequestDetail } from '../../api/request.ts';
import { countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { DownloadButton } from '../../parts/download-button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { TextBlock } from '../../parts/text-block.tsx';
import { When } from '../../parts/when.tsx';
import { mayWrite } from '../../session/session.ts';
import { answerOf } from './answer-of.ts';
import { AttemptTable } from './attempt-table.tsx';
import { errorOf } from './error-of.ts';
import { RetryRequestButton } from './retry-request-button.tsx';

/** An id may be as long as its maker likes. */
const MOST_TITLE = 200;

/** One request: how it went, and its lines. */
export function RequestView({ id }: { readonly id: string }): JSX.Element {
  const loaded = useLoaded(`request ${id}`, (signal) => readRequest(id, signal));
  const request = loaded.value?.request;
  return (
    <PageView
      title={request?.custom_id.slice(0, MOST_TITLE) ?? 'Request'}
      badge={request && <StatusBadge status={request.status} />}
      actions={
        request && (
          <>
            <DownloadButton path={`v1/requests/${id}`} name={`${id}.json`}>
              Download
            </DownloadButton>
            {mayWrite.value && <RetryRequestButton request={request} />}
          </>
        )
      }
    >
      <p class="subtitle">
        <code>{id}</code> <CopyButton text={id} what="the id of the request" />
      </p>
      <WhenLoaded loaded={loaded} what="the request">
        {(read) => <Detail read={read} />}
      </WhenLoaded>
    </PageView>
  );
}

function Detail({ read: { request, input, output, cut } }: { readonly read: ReadRequest }): JSX.Element {
  const known = cut ? null : output;
  const answer = known === null ? undefined : answerOf(known);
  const error = known === null || request.error_code === null ? undefined : errorOf(known);
  return (
    <>
      <Facts of={factsOf(request)} />
      {answer !== undefined && <TextBlock title="Answer" text={answer} />}
      {error !== undefined && <TextBlock title="Error" text={error} />}
      <div class="columns">
        {input === null ? (
          <Empty title="The input file is gone." />
        ) : (
          <TextBlock title="Input" text={input} cut={cut && output === null} />
        )}
        {output === null ? (
          <Empty title={cut ? 'The output is beyond what is shown.' : 'No output yet.'} />
        ) : (
          <TextBlock title="Output" text={output} cut={cut} />
        )}
      </div>
      <h2>Attempts</h2>
      <AttemptTable attempts={request.attempt_history} />
    </>
  );
}

function factsOf(request: RequestDetail): Parameters<typeof Facts>[0]['of'] {
  const { usage } = request;
  return {
    Batch: (
      <a href={addressOf(['batches', request.batch_id])}>
        <ShortId id={request.batch_id} />
      </a>
    ),
    Line: countText(request.position + 1),
    Model: request.model,
    Error: request.error_code === null ? undefined : <code>{request.error_code}</code>,
    Attempts: request.attempts,
    Started: <When at={request.started_at} />,
    Ended: <When at={request.ended_at} />,
    Duration: request.duration_ms === null ? undefined : spanText(request.duration_ms),
    Tokens: usage ? `${countText(usage.input_tokens)} in, ${countText(usage.output_tokens)} out` : undefined,
    Pool: request.pool ?? undefined,
    Worker: request.worker ?? undefined,
    Engine: request.engine ?? undefined,
    'Answered as': request.duplicate_of ?? undefined,
  };
}
