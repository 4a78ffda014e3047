#!/bin/bash
# An authority and the certificate of the one node, kept in the volume; made when they are missing.
# And the folder of the snapshots, which a new volume gives to root, is the node's user's.
set -euo pipefail
certificates=${1:-/certificates} snapshots=${2:-/snapshots}
cd "$certificates"
# Whole paths: the tool looks for files in a folder of its own.
if [ ! -e ca/ca.crt ]; then
    elasticsearch-certutil ca --silent --pem --days 3650 --out "$certificates/ca.zip"
    unzip -q ca.zip && rm ca.zip
fi
if [ ! -e elasticsearch/elasticsearch.crt ]; then
    elasticsearch-certutil cert --silent --pem --days 825 --name elasticsearch \
        --dns elasticsearch --dns localhost --ip 127.0.0.1 \
        --ca-cert "$certificates/ca/ca.crt" --ca-key "$certificates/ca/ca.key" \
        --out "$certificates/node.zip"
    unzip -q node.zip && rm node.zip
fi
# Certificates are for everybody; the node's key for its user; the authority's key for nobody else.
chown -R root:root . && chmod 0755 . ca elasticsearch && chmod 0644 ca/ca.crt elasticsearch/*.crt
chmod 0600 ca/ca.key
chown 1000:0 elasticsearch/elasticsearch.key && chmod 0440 elasticsearch/elasticsearch.key
chown 1000:0 "$snapshots"
