package dev.marina.apiserver.structural;

import com.google.re2j.Pattern;

/// Durations as Go spells them, `1h15m30.5s`, and in words, `22 ns` or `2 days`.
final class Durations {

    private static final Pattern GO = Pattern.compile("[-+]?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)");
    private static final Pattern WORDS = Pattern.compile(
            "\\d+\\s*(ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hr|hours?|d|days?|w|wk|weeks?)");

    private Durations() {}

    static boolean valid(String text) {
        return GO.matcher(text).matches() || WORDS.matcher(text).matches();
    }
}
