#!/bin/sh
# Writes the broker's users and permissions from the environment, then starts it.
#
# Every service may touch its own inbox and the shared exchanges, may look whether the others have theirs (`*.bound`,
# which newer brokers refuse without a permission), and may publish under its own name alone (topic permissions); the
# gateway only listens. There is no user `guest`.
set -eu

definitions=${RABBITMQ_DATA_DIR:-/var/lib/rabbitmq}/mewayz-definitions.json
shared='mewayz\\.(events|dead|unrouted)|amq\\.gen-.*'
users='' permissions='' topics='' comma=''

for variable in $(env | sed -n 's/^RABBITMQ_\([A-Z]*\)_SERVICE_PASSWORD=.*/\1/p' | sort); do
  name=$(printf '%s' "$variable" | tr '[:upper:]' '[:lower:]')
  eval "password=\${RABBITMQ_${variable}_SERVICE_PASSWORD}"
  case "$password" in
    *[!A-Za-z0-9_-]*) echo "the password of $name holds characters that make env does not make" >&2; exit 1 ;;
  esac
  own="^($shared|$name\\\\.(inbox|bound))\$" read="^($shared|$name\\\\.inbox|[a-z]+\\\\.bound)\$" write="^$name\\\\..*"
  if [ "$name" = gateway ]; then own="^($shared)\$" read="$own" write='^$'; fi
  users="$users$comma{\"name\":\"$name\",\"password\":\"$password\",\"tags\":\"\"}"
  permissions="$permissions$comma{\"user\":\"$name\",\"vhost\":\"/\",\"configure\":\"$own\",\"write\":\"$own\",\"read\":\"$read\"}"
  topics="$topics$comma{\"user\":\"$name\",\"vhost\":\"/\",\"exchange\":\"mewayz.events\",\"write\":\"$write\",\"read\":\".*\"}"
  comma=','
done

# A broker that keeps its own tables in Khepri knows topic permissions of exchanges that are there alone. This one is as
# the services declare it (mewayz_kit.transport.rabbit.topology); a difference would refuse them all.
exchange='{"name":"mewayz.events","vhost":"/","type":"topic","durable":true,"auto_delete":false,"internal":false,"arguments":{"alternate-exchange":"mewayz.unrouted"}}'

umask 077
printf '{"vhosts":[{"name":"/"}],"users":[%s],"permissions":[%s],"exchanges":[%s],"topic_permissions":[%s]}\n' \
  "$users" "$permissions" "$exchange" "$topics" > "$definitions"
if [ "$(id -u)" = 0 ]; then chown rabbitmq "$definitions"; fi
exec docker-entrypoint.sh "${@:-rabbitmq-server}"
