import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.mjs';
import { runProgram } from './processes.mjs';
import { answersHttp, until } from './until.mjs';

const kinds = ['account', 'container', 'object'];

export const swift = {
  name: 'swift',
  about: 'S3 by the s3api of OpenStack Swift: one device, no replicas',
  programs: ['memcached', 'swift-ring-builder', 'swift-proxy-server', ...kinds.map((kind) => `swift-${kind}-server`)],
  packages: ['memcached', 'swift-proxy', 'swift-account', 'swift-container', 'swift-object'],
  async start({ folder, host, port, begin }) {
    mkdirSync(join(folder, 'node', 'disk'), { recursive: true });
    writeFileSync(join(folder, 'swift.conf'), clusterSettings);
    const cache = await freePort();
    begin('cache', 'memcached', ['-l', '127.0.0.1', '-p', String(cache), '-u', userInfo().username]);
    for (const kind of kinds) {
      const own = await freePort();
      makeRing(join(folder, `${kind}.builder`), own);
      writeFileSync(join(folder, `${kind}.conf`), storageSettings({ folder, kind, port: own }));
      begin(kind, `swift-${kind}-server`, [join(folder, `${kind}.conf`), '--verbose']);
    }
    writeFileSync(join(folder, 'proxy.conf'), proxySettings({ folder, host, port, cache }));
    begin('proxy', 'swift-proxy-server', [join(folder, 'proxy.conf'), '--verbose']);
    const url = `http://127.0.0.1:${port}`;
    await until(() => answersHttp(`${url}/healthcheck`), 'the proxy answers');
    return { endpoint: url, region: 'us-east-1', accessKeyId: 'spillway:spillway', secretAccessKey: 'spillway-secret' };
  },
};

function makeRing(builder, port) {
  const ring = (...args) => runProgram('swift-ring-builder', [builder, ...args]);
  ring('create', '4', '1', '1');
  ring('add', `r1z1-127.0.0.1:${port}/disk`, '1');
  ring('rebalance');
}

const clusterSettings = `[swift-hash]
swift_hash_path_suffix = spillway
[storage-policy:0]
name = default
default = yes
`;

function storageSettings({ folder, kind, port }) {
  return `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${folder}
devices = ${folder}/node
mount_check = false
disable_fallocate = true
log_name = ${kind}
log_level = WARNING
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
`;
}

function proxySettings({ folder, host, port, cache }) {
  return `[DEFAULT]
bind_ip = ${host}
bind_port = ${port}
workers = 0
user = ${userInfo().username}
swift_dir = ${folder}
log_level = WARNING
[pipeline:main]
pipeline = catch_errors healthcheck cache listing_formats bulk s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_spillway_spillway = spillway-secret .admin
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
allow_multipart_uploads = true
s3_acl = false
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${cache}
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
`;
}
