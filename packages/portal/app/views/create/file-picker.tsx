import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';

/** A place to drop a file on, and a button for those who choose it. */
export function FilePicker({ onFile }: { onFile(file: File): void }): JSX.Element {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    <section
      class="picker"
      aria-label="The file"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <p>Drop a JSONL file here, or choose one.</p>
      <label for={id}>JSONL file</label>
      <input
        id={id}
        type="file"
        accept=".jsonl,.ndjson,application/jsonl"
        onChange={({ currentTarget }) => take(currentTarget.files)}
      />
      <p class="hint">One request a line, in the form of OpenAI's batches:</p>
      <pre>{example}</pre>
    </section>
  );
}

const example = `{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "my-model", "messages": [{"role": "user", "content": "Name a river."}]}}`;
