# For all commands: users, how the server is reached, and what is said at the end.

hashed() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }

# The rules of the user of applications, who has two passwords. What changes the server itself is not theirs.
app_rules() { printf 'on resetpass resetkeys resetchannels ~* &* +@all -@admin #%s #%s' "$(hashed "$ADDON_A")" "$(hashed "$ADDON_B")"; }

admin() { REDISCLI_AUTH="$ADDON_ADMIN" redis-cli -h "$ADDON_HOST" -p "$ADDON_PORT" --user admin --no-auth-warning "$@"; }

wait_for_server() {
    tries=0
    until [ "$(admin PING 2>/dev/null)" = PONG ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || { echo "the server at $ADDON_HOST does not answer" >&2; exit 1; }
        sleep 1
    done
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
    printf '{"version":"%s"%s}' "$(admin INFO server | tr -d '\r' | sed -n 's/^redis_version://p')" "$backups" >/dev/termination-log
}
