package dev.marina.console.feed;

import java.time.Duration;

/// How often a feed tells its pages, and how it waits for a server that does not answer.
///
/// @param batch at most one delivery in this time
/// @param patience after which a lost watch is called stale rather than reconnecting
/// @param linger how long a feed without pages goes on, since the next page often wants the same
/// @param refusedAgain how long after a refusal the list is asked for again
record Pace(Duration batch, Duration firstRetry, Duration longestRetry, Duration patience, Duration linger, Duration refusedAgain) {

    static final Pace STANDARD = new Pace(Duration.ofMillis(150), Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    Duration retry(int failures) {
        Duration doubled = firstRetry.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(longestRetry) > 0 ? longestRetry : doubled;
    }
}
