# For all commands: users, how the server is reached, and what is said at the end.

# For a text in single quotes.
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"; }

# The user of applications has two passwords, and may do everything with the database `app`, and nothing else: what it makes names it as the one who made
# it, so it stays the same one. One statement per line.
users() {
    printf "CREATE USER IF NOT EXISTS 'admin'@'%%';\n"
    printf "ALTER USER 'admin'@'%%' IDENTIFIED BY '%s';\n" "$(quoted "$ADDON_ADMIN")"
    printf "GRANT ALL PRIVILEGES ON *.* TO 'admin'@'%%' WITH GRANT OPTION;\n"
    printf "CREATE DATABASE IF NOT EXISTS app CHARACTER SET utf8mb4;\n"
    printf "CREATE USER IF NOT EXISTS 'app'@'%%';\n"
    printf "ALTER USER 'app'@'%%' IDENTIFIED VIA mysql_native_password USING PASSWORD('%s') OR mysql_native_password USING PASSWORD('%s');\n" \
        "$(quoted "$ADDON_A")" "$(quoted "$ADDON_B")"
    printf "GRANT ALL PRIVILEGES ON app.* TO 'app'@'%%';\n"
}

as() { MYSQL_PWD="$2" mariadb --no-defaults --host="$ADDON_HOST" --port="$ADDON_PORT" --user="$1" --batch --skip-column-names; }

wait_for_server() {
    tries=0
    until echo 'SELECT 1' | as admin "$ADDON_ADMIN" >/dev/null 2>&1; do
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
    printf '{"version":"%s"%s}' "$(echo 'SELECT version()' | as admin "$ADDON_ADMIN" | cut -d- -f1)" "$backups" >/dev/termination-log
}
