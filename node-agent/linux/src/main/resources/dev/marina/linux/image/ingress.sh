#!/bin/sh
# Runs nginx by the configuration in /config, and has it take up another as soon as one is there. A configuration says in a file of its
# own which it is; the shell reads that five times a second by itself, and starts nothing to do so.
# What nginx refuses is not taken up: the one before goes on.
#
# Of pods that /config/checks names it asks whether they serve. Who does not is marked as down in the text that nginx reads, until it does again.
# What stands there is the tenant's: nothing of it is ever read as a command, and no answer is read further than its status.

set -f

# Questions that are open at a time.
most_open=16
# Between two times that nginx takes up what was found out, in seconds.
pace=2

for directory in body proxy fastcgi uwsgi scgi; do
    mkdir -p "/tmp/$directory"
done
rm -f /tmp/wait /tmp/plain.conf
mkfifo /tmp/wait
exec 3<>/tmp/wait

# Ids of the checks, those that wait longest first. Of each: its line (line_), when it is next (next_), until when it is asked (open_), whether it
# is down (down_), and how many answers of the other kind there were in a row (row_).
checks=

look() {
    generation=
    read -r generation < /config/generation
}

# Waits, at most so many seconds, for what somebody who asks has found out.
pause() {
    heard=
    read -r -t "$1" heard <&3
    while [ -n "$heard" ]; do
        answered $heard
        heard=
        read -r -t 0 heard <&3 && read -r heard <&3
    done
}

seconds() {
    read -r now rest < /proc/uptime
    now=${now%%.*}
}

# Has nginx test the text of a file, with those down that are, and puts it where nginx reads it.
take_up() {
    for id in $checks; do
        eval "down=\$down_$id"
        [ -z "$down" ] || echo "s/; # check $id\$/ down; # check $id/"
    done > /tmp/down.sed
    sed -f /tmp/down.sed "$1" > /tmp/next.conf
    nginx -e stderr -t -q -c /tmp/next.conf && mv /tmp/next.conf /tmp/nginx.conf
}

# Of a configuration that was taken up. What is asked as before is as it was.
read_checks() {
    before=$checks
    checks=
    if [ -e /config/checks ]; then
        while read -r id line; do
            case $id in *[!0-9a-f]* | '') continue ;; esac
            checks="$checks $id"
            eval "line_$id=\$line next_$id=\${next_$id:-0} row_$id=\${row_$id:-0}"
        done < /config/checks
    fi
    for id in $before; do
        case " $checks " in
            *" $id "*) ;;
            *)
                unset "line_$id" "next_$id" "open_$id" "down_$id" "row_$id"
                rm -f "/tmp/check-$id"
                ;;
        esac
    done
}

# Whether a pod serves, as one question finds it out. Its fifo never ends, since it is open for writing too: who sees its client fall silent may take it for gone.
serves() {
    if [ "$4" = - ]; then
        nc -w "$1" "$2" "$3" -e true
        return
    fi
    [ -p "/tmp/check-$id" ] || mkfifo "/tmp/check-$id"
    exec 4<>"/tmp/check-$id"
    printf 'GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: marina-health-check\r\nConnection: close\r\n\r\n' "$6" "$5" >&4
    status=$(timeout -s KILL "$1" nc -w "$1" "$2" "$3" <&4 | head -c 12)
    case $status in
        HTTP/1.[01]\ [1-5][0-9][0-9]) status=${status#* } ;;
        *) return 1 ;;
    esac
    IFS=,
    for range in $4; do
        [ "$status" -lt "${range%-*}" ] || [ "$status" -ge "${range#*-}" ] || return 0
    done
    return 1
}

# Asks those whose time has come. Who has been asked stands behind all others, so that nobody who is slow keeps the rest away.
ask() {
    seconds
    # Takes leave of those that are done.
    jobs > /dev/null
    open=0
    for id in $checks; do
        eval "until=\$open_$id"
        if [ -n "$until" ] && [ "$until" -lt "$now" ]; then
            answered "$id" 0
        elif [ -n "$until" ]; then
            open=$((open + 1))
        fi
    done
    waiting=
    asked=
    for id in $checks; do
        eval "until=\$open_$id next=\$next_$id line=\$line_$id"
        if [ -n "$until" ] || [ "$next" -gt "$now" ] || [ "$open" -ge "$most_open" ]; then
            waiting="$waiting $id"
            continue
        fi
        set -- $line
        eval "next_$id=$((now + $1)) open_$id=$((now + $2 + 2))"
        open=$((open + 1))
        asked="$asked $id"
        (
            trap - TERM INT QUIT
            if serves "$2" "$5" "$6" "$7" "$8" "$9"; then good=1; else good=0; fi
            echo "$id $good" >&3
        ) 2> /dev/null &
    done
    checks="$waiting $asked"
}

# What one question has found out: an id, and 1 for who serves.
answered() {
    case " $checks " in *" $1 "*) ;; *) return ;; esac
    eval "until=\$open_$1 down=\$down_$1 row=\$row_$1 line=\$line_$1"
    [ -n "$until" ] || return
    id=$1
    good=$2
    set -- $line
    row=$((row + 1))
    if [ -z "$down" ] && [ "$good" = 0 ]; then
        if [ "$row" -ge "$3" ]; then
            down=yes row=0 changed=yes
            echo "check $id: $5 $6 is out, it failed $3 times"
        fi
    elif [ -n "$down" ] && [ "$good" = 1 ]; then
        if [ "$row" -ge "$4" ]; then
            down= row=0 changed=yes
            echo "check $id: $5 $6 is back, it served $4 times"
        fi
    else
        row=0
    fi
    eval "open_$id= down_$id=\$down row_$id=\$row"
}

ending=
trap 'ending=yes' TERM INT QUIT

look
until take_up /config/nginx.conf; do
    echo "generation $generation is refused, and there is none before" >&2
    pause 1
    [ -z "$ending" ] || exit 0
    look
done
cat /config/nginx.conf > /tmp/plain.conf
read_checks
nginx -e stderr -c /tmp/nginx.conf 3>&- &
master=$!
loaded=$generation
echo "generation $loaded"
changed=
seconds
applied=$now

while kill -0 $master 2> /dev/null; do
    if [ -n "$ending" ]; then
        kill -QUIT $master
        wait $master
        exit 0
    fi
    look
    if [ -n "$generation" ] && [ "$generation" != "$loaded" ]; then
        loaded=$generation
        if take_up /config/nginx.conf; then
            kill -HUP $master
            cat /config/nginx.conf > /tmp/plain.conf
            read_checks
            changed=
            echo "generation $loaded"
        else
            echo "generation $loaded is refused; the one before goes on" >&2
        fi
    fi
    [ -z "$checks" ] || ask
    if [ -n "$changed" ] && [ $((now - applied)) -ge $pace ]; then
        changed=
        applied=$now
        take_up /tmp/plain.conf && kill -HUP $master
    fi
    pause 0.2
done
wait $master
