# For the jobs: how the server is reached, and what is said at the end.
export PGHOST="${ADDON_HOST:-}" PGPORT="${ADDON_PORT:-5432}" PGUSER=postgres PGDATABASE=postgres PGPASSWORD="${ADDON_ADMIN:-}" PGCONNECT_TIMEOUT=10

wait_for_server() {
    tries=0
    until pg_isready --quiet; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || { echo "the server at $ADDON_HOST does not answer" >&2; exit 1; }
        sleep 1
    done
}

sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }

as_app() { PGUSER=app_a PGPASSWORD="$ADDON_A" "$@"; }

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
    printf '{"version":"%s"%s}' "$(sql --command='SHOW server_version' | cut -d' ' -f1)" "$backups" >/dev/termination-log
}
