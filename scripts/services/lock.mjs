import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { until } from './until.mjs';

/** Does it while nobody else does; a lock whose owner died is free. */
export async function withLock(path, run) {
  await until(() => take(path), `another start ends (${path})`, 120_000);
  try {
    return await run();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!ownerLives(path)) rmSync(path, { force: true });
    return false;
  }
}

function ownerLives(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    // An empty lock is about to get its owner's number.
    return owner === 0 || process.kill(owner, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
