#!/bin/sh
# Brings the two Debian packages that some tests need; elsewhere says which they are. Those tests are then skipped by name.
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="$missing chromium"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's$missing (once) …"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # a list of words
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null </dev/null && exit 0
    echo "apt-get could not install$missing: the tests that need them are skipped."
else
    echo "Not installed:$missing. The tests that need them are skipped; as root: apt-get install$missing"
fi
exit 0
