# For all commands: how the server is reached, and what is said at the end.
# What it is asked goes by standard input: a command line is for everybody to read.

# For a text in a string of JSON, or of curl's configuration.
escaped() { printf '%s' "$1" | sed -e 's/[\\"]/\\&/g'; }

# ask METHOD PATH [FILE]: as the administrator, of the server at $at.
ask() {
    {
        printf 'user = "admin:%s"\nurl = "http://%s:15672/api/%s"\nrequest = "%s"\n' "$(escaped "$ADDON_ADMIN")" "$at" "$2" "$1"
        [ -z "${3:-}" ] || printf 'header = "Content-Type: application/json"\ndata-binary = "@%s"\n' "$3"
    } | curl --silent --show-error --fail-with-body --max-time 60 --config -
}

at="${ADDON_HOST:-}"

wait_for_server() {
    tries=0
    until ask GET overview >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 120 ] || { echo "the server at $at does not answer" >&2; exit 1; }
        sleep 1
    done
}

# Whoever applications are told, both may do everything in the host `app`, and nothing else.
users() {
    ask PUT vhosts/app >/dev/null
    for user in app_a app_b; do
        [ "$user" = app_a ] && password="$ADDON_A" || password="$ADDON_B"
        printf '{"password":"%s","tags":""}' "$(escaped "$password")" >/run/addon/user.json
        ask PUT "users/$user" /run/addon/user.json >/dev/null
        printf '{"configure":".*","write":".*","read":".*"}' >/run/addon/rights.json
        ask PUT "permissions/app/$user" /run/addon/rights.json >/dev/null
    done
    rm -f /run/addon/user.json
}

# With those backups that were restored for trial.
report() {
    backups=
    if [ -d /backups ]; then
        list=
        for about in /backups/*/about; do
            [ ! -f "$about" ] || list="$list,$(cat "$about")"
        done
        backups=",\"backups\":[${list#,}]"
    fi
    at="$ADDON_HOST"
    version=$(ask GET overview | sed -n 's/.*"rabbitmq_version":"\([^"]*\)".*/\1/p')
    printf '{"version":"%s"%s}' "$version" "$backups" >/dev/termination-log
}

# serve DIRECTORY: configures a server whose administrator has the password of the Secret, and makes the cookie.
configure() {
    umask 077
    printf '[rabbitmq_management].\n' >/run/addon/enabled_plugins
    cat >/run/addon/rabbitmq.conf <<CONF
listeners.tcp.default = 5672
management.tcp.port = 15672
loopback_users = none
default_user = admin
default_pass = $1
default_user_tags.administrator = true
log.console = true
log.console.level = warning
vm_memory_high_watermark.absolute = $((ADDON_MEMORY * 6 / 10))MB
disk_free_limit.absolute = 50MB
CONF
    export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}" ERL_EPMD_ADDRESS=127.0.0.1
}
