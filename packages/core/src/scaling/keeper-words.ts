/** What a keeper is told. */
export type KeeperOrder =
  | {
      readonly kind: 'start';
      readonly replica: string;
      readonly command: string;
      readonly args: readonly string[];
      /** Added to the keeper's own environment. */
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string | undefined;
      readonly output: 'stderr' | 'ignore';
      readonly graceMs: number;
    }
  | { readonly kind: 'stop'; readonly replica: string };

/** What a keeper says. */
export type KeeperNews =
  | {
      readonly kind: 'started';
      readonly replica: string;
      readonly pid: number;
      /** See `birthOf`. */
      readonly birth: string | undefined;
    }
  | {
      /** Nothing of the replica runs any more. */
      readonly kind: 'ended';
      readonly replica: string;
      /** How its process ended, for people. */
      readonly how: string;
    };
