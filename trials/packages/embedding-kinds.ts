import { withDynamicImport, withoutTopLevelAwait, withRequire } from './readme-program.ts';

/** A kind of project that somebody may put the README's program into. */
export interface EmbeddingKind {
  readonly name: string;
  readonly file: string;
  readonly type: 'module' | 'commonjs';
  /** The README's program as this kind writes it. */
  readonly programOf: (readme: string) => string;
  /** Compiles without emitting, or into `built`, with every declaration of the packages checked. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
  /** What Node is given to run. */
  readonly started: string;
  /** The Node that runs it: the one that the packages are made with, or the oldest that they promise. */
  readonly node: typeof presentNode | typeof oldestNode;
}

export const presentNode = '24.21.0';
export const oldestNode = '22.18.0';

const strict = { strict: true, skipLibCheck: false, target: 'es2024', lib: ['es2024', 'esnext.disposable'] };
const unchanged = (readme: string): string => readme;

export const embeddingKinds: readonly EmbeddingKind[] = [
  {
    name: 'TypeScript, strict, `nodenext`',
    file: 'main.ts',
    type: 'module',
    programOf: unchanged,
    compilerOptions: { ...strict, module: 'nodenext', noEmit: true },
    started: 'main.ts',
    node: presentNode,
  },
  {
    name: 'TypeScript, strict, `bundler`',
    file: 'main.ts',
    type: 'module',
    programOf: unchanged,
    compilerOptions: { ...strict, module: 'esnext', moduleResolution: 'bundler', noEmit: true },
    started: 'main.ts',
    node: presentNode,
  },
  {
    name: 'TypeScript, strict, compiled to CommonJS',
    file: 'main.cts',
    type: 'commonjs',
    programOf: withoutTopLevelAwait,
    compilerOptions: { ...strict, target: 'es2023', module: 'nodenext', outDir: 'built' },
    started: 'built/main.cjs',
    node: oldestNode,
  },
  {
    name: 'JavaScript, ES module',
    file: 'main.mjs',
    type: 'module',
    programOf: unchanged,
    started: 'main.mjs',
    node: presentNode,
  },
  {
    name: 'JavaScript, CommonJS with `require`',
    file: 'main.cjs',
    type: 'commonjs',
    programOf: withRequire,
    started: 'main.cjs',
    node: presentNode,
  },
  {
    name: 'JavaScript, CommonJS with `import()`',
    file: 'main.cjs',
    type: 'commonjs',
    programOf: withDynamicImport,
    started: 'main.cjs',
    node: presentNode,
  },
];
