#!/usr/bin/env bash
# Gets Chromium, in which the tests open the report, from Debian's packages; where that cannot be done, those tests
# are skipped and say so.
set -u
if command -v chromium > /dev/null; then
  exit 0
fi
echo "Installing Chromium for the tests of the report ..."
if command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  (apt-get install -y -q --no-install-recommends chromium ||
    (apt-get update -q && apt-get install -y -q --no-install-recommends chromium)) > /dev/null 2>&1
fi
command -v chromium > /dev/null || echo "Chromium could not be installed: the tests that open the report will be SKIPPED."
