# Starts the supervisor again when it ends without having been told to. The supervisor in turn starts this one again.
# usage: guard.sh WANTED-FILE PID START-TICKS COMMAND...
wanted=$1 pid=$2 start=$3
shift 3

# By pid and start time, as everywhere: a number alone may be somebody else's by now. A zombie is dead.
alive() {
    read -r stat <"/proc/$pid/stat" || return 1
    set -- ${stat##*) }
    case $1 in Z | X) return 1 ;; esac
    [ "${20}" = "$start" ]
}

while alive 2>/dev/null; do sleep 1; done
while [ -e "$wanted" ]; do
    # It ends with 0 when it was told to, and when another one is there already.
    "$@" && exit 0
    sleep 1
done
