#!/bin/bash
# Gives gongshi its role and user, and puts template, policies and snapshot repository in place.
set -euo pipefail

# The password goes to curl by a file, not by its command line.
printf 'user = "elastic:%s"\n' "$(cat /run/secrets/elastic_password)" >/tmp/curl
put() {
    curl --silent --show-error --fail-with-body --config /tmp/curl \
        --cacert /certificates/ca/ca.crt --header 'Content-Type: application/json' \
        --request PUT --data-binary @- "https://elasticsearch:9200/$1" >/dev/null
    echo "$1"
}

put _security/role/gongshi </setup/role.json
printf '{"roles": ["gongshi"], "password": "%s"}' "$(cat /run/secrets/elasticsearch_password)" \
    | put _security/user/gongshi
put _ilm/policy/gongshi </setup/ilm-policy.json
put _index_template/gongshi </setup/index-template.json
put _snapshot/gongshi </setup/snapshot-repository.json
put _slm/policy/gongshi </setup/snapshot-policy.json
