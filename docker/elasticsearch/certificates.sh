#!/bin/bash
# An authority and the certificate of the one node, kept in the volume; made when they are missing.
set -euo pipefail
cd /certificates
if [ ! -e ca/ca.crt ]; then
    elasticsearch-certutil ca --silent --pem --days 3650 --out ca.zip
    unzip -q ca.zip && rm ca.zip
fi
if [ ! -e elasticsearch/elasticsearch.crt ]; then
    elasticsearch-certutil cert --silent --pem --days 825 --name elasticsearch \
        --dns elasticsearch --dns localhost --ip 127.0.0.1 \
        --ca-cert ca/ca.crt --ca-key ca/ca.key --out node.zip
    unzip -q node.zip && rm node.zip
fi
# Certificates are for everybody; the node's key for its user; the authority's key for nobody else.
chown -R root:root . && chmod 0755 . ca elasticsearch && chmod 0644 ca/ca.crt elasticsearch/*.crt
chmod 0600 ca/ca.key
chown 1000:0 elasticsearch/elasticsearch.key && chmod 0440 elasticsearch/elasticsearch.key
