/** What a file may be uploaded for; only `batch` is ever read. */
export const inputPurposes = ['batch', 'user_data', 'assistants', 'fine-tune', 'vision', 'evals'] as const;

/** What a file may be for. */
export const filePurposes: readonly [...typeof inputPurposes, 'batch_output'] = [...inputPurposes, 'batch_output'];
