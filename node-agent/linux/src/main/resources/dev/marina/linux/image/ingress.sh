#!/bin/sh
# Runs nginx by the configuration in /config, and has it take up another as soon as one is there. A configuration says in a file of its
# own which it is; the shell reads that five times a second by itself, and starts nothing to do so.
# What nginx refuses is not taken up: the one before goes on.

nginx="nginx -e stderr -c /config/nginx.conf"

for directory in body proxy fastcgi uwsgi scgi; do
    mkdir -p "/tmp/$directory"
done
rm -f /tmp/wait
mkfifo /tmp/wait
exec 3<>/tmp/wait

look() {
    generation=
    read -r generation < /config/generation
}

pause() {
    read -r -t "$1" nothing <&3
}

ending=
trap 'ending=yes' TERM INT QUIT

look
until $nginx -t -q; do
    echo "generation $generation is refused, and there is none before" >&2
    pause 1
    [ -z "$ending" ] || exit 0
    look
done
$nginx 3>&- &
master=$!
loaded=$generation
echo "generation $loaded"

while kill -0 $master 2> /dev/null; do
    if [ -n "$ending" ]; then
        kill -QUIT $master
        wait $master
        exit 0
    fi
    look
    if [ -n "$generation" ] && [ "$generation" != "$loaded" ]; then
        loaded=$generation
        if $nginx -t -q; then
            kill -HUP $master
            echo "generation $loaded"
        else
            echo "generation $loaded is refused; the one before goes on" >&2
        fi
    fi
    pause 0.2
done
wait $master
