package dev.marina.console.feed;

import java.util.List;

/// What a feed shows at one moment. Immutable; a row that has not changed is the same instance as before.
///
/// @param rows in the API's order, later ones at the end
/// @param unseen how many more there are beyond the allowance; -1 for an unknown number
public record Rows(List<Column> columns, List<Row> rows, FeedState state, long unseen) {

    static final Rows NONE = new Rows(List.of(), List.of(), new FeedState.Loading(), 0);

    public boolean listed() {
        return switch (state) {
            case FeedState.Loading _, FeedState.Refused _ -> false;
            case FeedState.Live _, FeedState.Reconnecting _, FeedState.Stale _, FeedState.LoginOver _ -> true;
        };
    }

    public boolean complete() {
        return unseen == 0;
    }
}
