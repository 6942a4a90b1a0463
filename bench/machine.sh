#!/bin/sh
# Brings the Debian packages that the bench needs beside those of the tests; elsewhere says which they are.
missing=""
command -v nginx >/dev/null 2>&1 || missing="$missing nginx"
ls /usr/lib/nginx/modules/ngx_http_brotli_static_module.so >/dev/null 2>&1 || missing="$missing libnginx-mod-http-brotli-static"
command -v wrk >/dev/null 2>&1 || missing="$missing wrk"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$missing faketime"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's$missing (once) …"
    export DEBIAN_FRONTEND=noninteractive
    # RUNLEVEL=1: nothing that comes is started as a service.
    # shellcheck disable=SC2086  # a list of words
    { apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing; } >/dev/null </dev/null && exit 0
    echo "apt-get could not install$missing."
else
    echo "Not installed:$missing. As root: apt-get install$missing"
fi
exit 0
