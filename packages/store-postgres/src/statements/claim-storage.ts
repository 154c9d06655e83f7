import type { Statement } from '../statement.ts';

/** The update changes nothing; without it the recorded row would not come back. $1 candidate. */
export const claimStorage: Statement<{ readonly value: string }> = {
  name: 'claim_storage',
  text: `
insert into meta as m (name, value) values ('storage_id', $1::text)
on conflict (name) do update set value = m.value
returning m.value`,
};
