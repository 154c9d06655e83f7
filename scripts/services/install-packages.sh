#!/bin/sh
# Installs Debian packages, as root, without letting them start their services: install-packages.sh PACKAGE…
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  # A shell that a signal ends does not come to its exit by itself.
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
# Somebody else may be installing: waits for it, and for servers that do not answer, but less than the proof gives in all.
patience='-o DPkg::Lock::Timeout=60 -o Acquire::Retries=1 -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10'
# shellcheck disable=SC2086 # options, not one word
apt-get $patience update || echo 'apt-get could not read what there is; what it knew before must do.' >&2
# shellcheck disable=SC2086
apt-get $patience install -y --no-install-recommends "$@"
