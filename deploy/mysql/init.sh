#!/bin/sh
# One schema and one user per service, each user for its own schema alone.
#
# The MySQL image runs this once, when its volume is empty. After a new service has been added, run it again:
#   docker compose exec mysql sh /docker-entrypoint-initdb.d/mewayz.sh
#
# Everything happens in a subshell, because the image reads the file into its own shell when it is not executable.
(
set -eu
for variable in $(env | sed -n 's/^MYSQL_\([A-Z]*\)_SERVICE_PASSWORD=.*/\1/p' | sort); do
  service=$(printf '%s' "$variable" | tr '[:upper:]' '[:lower:]')
  eval "password=\${MYSQL_${variable}_SERVICE_PASSWORD}"
  case "$password" in
    *[!A-Za-z0-9_-]*) echo "the password of $service holds characters that make env does not make" >&2; exit 1 ;;
  esac
  MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --protocol=socket --user=root <<SQL
CREATE DATABASE IF NOT EXISTS \`mewayz_${service}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS 'mewayz_${service}'@'%' IDENTIFIED BY '${password}';
ALTER USER 'mewayz_${service}'@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON \`mewayz\\_${service}\`.* TO 'mewayz_${service}'@'%';
SQL
  echo "schema mewayz_${service} is there"
done
)
