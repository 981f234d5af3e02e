#!/bin/sh
# Keeps a source of labs as a folder is: with each save the folder is sent again, and what is wrong with it is said. Pages of its labs in the console
# follow by themselves.
#   preview.sh FOLDER [NAME]      until it is interrupted
#   preview.sh --check FOLDER     once, and nothing is kept; fails where something is wrong
# Needs kubectl with a kubeconfig of the cluster, tar, base64.
set -eu

check=""
if [ "${1:-}" = --check ]; then
    check=--dry-run=server
    shift
fi
folder=${1:?"which folder of labs? preview.sh [--check] FOLDER [NAME]"}
name=${2:-preview}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# The solutions stay here: whoever may look at the cluster could read them there.
pack() {
    tar -C "$folder" --exclude=solution.sh --exclude=mutants -cf - . | gzip -n | base64 | tr -d '\n'
}

send() {
    {
        printf '{"apiVersion":"learn.marina.dev/v1","kind":"LabSource","metadata":{"name":"%s"},"spec":{"archive":"' "$name"
        pack
        printf '"}}'
    } > "$work/source.json"
    kubectl apply --server-side --force-conflicts --field-manager=preview $check -f "$work/source.json" -o jsonpath='{range .status.labs[*]}{.id}{" is right"}{"\n"}{end}{range .status.problems[*]}{.file}{":"}{.line}{": "}{.field}{": "}{.message}{"\n"}{end}' > "$work/said"
    cat "$work/said"
}

state() {
    find "$folder" -type f -printf '%p %s %T@\n' | sort
}

if [ -n "$check" ]; then
    send
    ! grep -qv ' is right$' "$work/said"
    exit
fi
last=""
while :; do
    now=$(state)
    if [ "$now" != "$last" ]; then
        last=$now
        echo "== $(date +%T)"
        send || echo "it was not taken"
    fi
    sleep 1
done
