kubectl -n "$NAMESPACE" set env "deployment/$GREEDY" FILL=yes
