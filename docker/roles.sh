#!/bin/sh
# Runs once, when the database's volume is empty: roles and database, then the two passwords.
set -eu
psql -X -v ON_ERROR_STOP=1 -v database=perfhub --username postgres --dbname postgres -f /roles/roles.sql
psql -X -v ON_ERROR_STOP=1 -v owner="$PERFHUB_OWNER_PASSWORD" -v app="$PERFHUB_APP_PASSWORD" \
    --username postgres --dbname postgres <<'SQL'
ALTER ROLE perfhub_owner PASSWORD :'owner';
ALTER ROLE perfhub_app PASSWORD :'app';
SQL
