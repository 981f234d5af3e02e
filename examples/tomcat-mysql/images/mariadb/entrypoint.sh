#!/bin/sh
# Makes the database on the first start with an empty volume, then becomes the server.
set -eu

data=/var/lib/mysql
done_mark=$data/.initialised
init=/run/mysqld/init.sql

: "${MYSQL_ROOT_PASSWORD:?set MYSQL_ROOT_PASSWORD, for instance from a Secret}"

# For a text in single quotes.
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/''/g"; }
# For a name in backquotes.
named() { printf '%s' "$1" | sed -e 's/`/``/g'; }

mkdir -p /run/mysqld
chown mysql:mysql /run/mysqld "$data"

if [ ! -e "$done_mark" ]; then
    # Without the mark an earlier start was cut off half-way, and nothing in here has ever been served.
    find "$data" -mindepth 1 -delete
    mariadb-install-db --user=mysql --datadir="$data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
    touch "$done_mark"
    sync
fi

# Run at every start, so that a changed Secret holds after a restart. The server wants one statement per line.
{
    # The server is born with roots without a password for these addresses, and they would come before root from anywhere.
    for host in 127.0.0.1 ::1 "$(hostname)"; do
        printf "DROP USER IF EXISTS 'root'@'%s';\n" "$host"
    done
    printf "CREATE USER IF NOT EXISTS 'root'@'%%';\n"
    printf "ALTER USER 'root'@'%%' IDENTIFIED BY '%s';\n" "$(quoted "$MYSQL_ROOT_PASSWORD")"
    printf "GRANT ALL PRIVILEGES ON *.* TO 'root'@'%%' WITH GRANT OPTION;\n"
    printf "ALTER USER 'root'@'localhost' IDENTIFIED BY '%s';\n" "$(quoted "$MYSQL_ROOT_PASSWORD")"
    if [ -n "${MYSQL_DATABASE:-}" ]; then
        printf 'CREATE DATABASE IF NOT EXISTS `%s` CHARACTER SET utf8mb4;\n' "$(named "$MYSQL_DATABASE")"
    fi
    if [ -n "${MYSQL_USER:-}" ]; then
        user=$(quoted "$MYSQL_USER")
        printf "CREATE USER IF NOT EXISTS '%s'@'%%';\n" "$user"
        printf "ALTER USER '%s'@'%%' IDENTIFIED BY '%s';\n" "$user" "$(quoted "${MYSQL_PASSWORD:-}")"
        if [ -n "${MYSQL_DATABASE:-}" ]; then
            printf "GRANT ALL PRIVILEGES ON \`%s\`.* TO '%s'@'%%';\n" "$(named "$MYSQL_DATABASE")" "$user"
        fi
    fi
} >"$init"
chown mysql:mysql "$init"
chmod 600 "$init"

exec mariadbd --user=mysql --datadir="$data" --bind-address=0.0.0.0 --port=3306 --init-file="$init" \
    --performance-schema=OFF --innodb-buffer-pool-size=64M --skip-name-resolve "$@"
