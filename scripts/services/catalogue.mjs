import { alertmanager } from './alertmanager.mjs';
import { ceph } from './ceph.mjs';
import { chromium } from './chromium.mjs';
import { prometheus } from './prometheus.mjs';
import { redis } from './redis.mjs';
import { swift } from './swift.mjs';

/**
 * A service: its `name`, what it is `about`, the `programs` it consists of, the Debian `packages` that hold them, and
 * `start`, which begins its processes and answers what clients need to know. Without `start` it is a program that is only installed.
 */
export const catalogue = [redis, ceph, swift, chromium, prometheus, alertmanager];
