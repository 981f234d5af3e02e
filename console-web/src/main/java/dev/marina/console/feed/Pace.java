package dev.marina.console.feed;

import java.time.Duration;

/// How often a feed tells its pages, and how it waits for a server that does not answer.
///
/// @param batch at most one delivery in this time
/// @param patience after which a lost watch is called stale rather than reconnecting
/// @param linger how long a feed without pages goes on, since the next page often wants the same
/// @param refusedAgain how long after a refusal the list is asked for again
record Pace(Duration batch, Backoff backoff, Duration patience, Duration linger, Duration refusedAgain) {

    static final Pace STANDARD = new Pace(Duration.ofMillis(150), new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15)), Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));
}
