import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { runProgram } from './processes.mjs';
import { answersHttp, until } from './until.mjs';

const access = { accessKeyId: 'spillway', secretAccessKey: 'spillway-secret' };

/** A day of a lifecycle rule, so that a test can see one end. */
const secondsOfDay = 5;

export const ceph = {
  name: 'ceph',
  about: 'S3 by the RADOS gateway of Ceph: one monitor, one store in memory',
  programs: ['monmaptool', 'ceph-mon', 'ceph-osd', 'ceph', 'radosgw', 'radosgw-admin'],
  packages: ['radosgw', 'ceph-mon', 'ceph-osd', 'ceph-common'],
  async start({ folder, host, port, begin }) {
    const settings = join(folder, 'ceph.conf');
    const environment = { CEPH_CONF: settings };
    const run = (program, ...args) => runProgram(program, args, environment);
    const id = randomUUID();
    const monitor = `[v2:127.0.0.1:${await freePort()}/0]`;
    for (const name of ['mon', 'osd', 'rgw', 'run']) mkdirSync(join(folder, name));
    writeFileSync(settings, settingsOf({ folder, id, monitor, endpoint: `${host}:${port}` }));
    run('monmaptool', '--create', '--fsid', id, '--addv', 'a', monitor.replace('/0', ''), join(folder, 'monmap'));
    run('ceph-mon', '-i', 'a', '--mkfs', '--monmap', join(folder, 'monmap'));
    begin('mon', 'ceph-mon', ['-f', '-i', 'a'], environment);
    run('ceph', '--connect-timeout', '30', 'osd', 'create');
    run('ceph-osd', '-i', '0', '--mkfs');
    begin('osd', 'ceph-osd', ['-f', '-i', '0'], environment);
    const keys = ['--access-key', access.accessKeyId, '--secret-key', access.secretAccessKey];
    run('radosgw-admin', 'user', 'create', '--uid', 'spillway', '--display-name', 'spillway', ...keys);
    begin('rgw', 'radosgw', ['-f', '-n', 'client.rgw.a'], environment);
    const url = `http://127.0.0.1:${port}`;
    await until(() => answersHttp(url), 'the gateway answers');
    return { endpoint: url, region: 'us-east-1', ...access, secondsOfDay };
  },
};

/**
 * One monitor and one store without replicas or passwords, on loopback but for the gateway. What is removed frees its
 * memory within seconds, not within hours.
 */
function settingsOf({ folder, id, monitor, endpoint }) {
  return `[global]
fsid = ${id}
mon host = ${monitor}
mon initial members = a
public network = 127.0.0.0/8
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
mon osd full ratio = .95
ms bind msgr1 = false
ms mon client mode = crc secure
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
log file = ${folder}/$name.log
pid file =
setuser match path =
[mon]
mon data = ${folder}/mon
mon cluster log file = ${folder}/cluster.log
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 8589934592
osd memory target = 939524096
osd class load list = *
osd class default list = *
[client.rgw.a]
rgw frontends = beast endpoint=${endpoint}
rgw data = ${folder}/rgw
rgw lc debug interval = ${secondsOfDay}
rgw gc obj min wait = 10
rgw gc processor period = 10
rgw gc processor max time = 10
`;
}
