package dev.marina.console.feed;

import java.time.Instant;

/// How far what a feed shows can be trusted.
public sealed interface FeedState {

    /// The first list has not arrived: no rows mean nothing.
    record Loading() implements FeedState {}

    /// The watch is open.
    record Live() implements FeedState {}

    /// The watch was lost just now; the rows are those of `since`.
    record Reconnecting(Instant since, String reason) implements FeedState {}

    /// It could not be opened again for a while.
    record Stale(Instant since, String reason) implements FeedState {}

    /// The API refuses this list. It is asked again from time to time, since rights change.
    ///
    /// @param status as in HTTP: 401, 403 or 404
    record Refused(int status, String reason) implements FeedState {}

    /// The person's login ended; nothing more comes.
    record LoginOver() implements FeedState {}
}
