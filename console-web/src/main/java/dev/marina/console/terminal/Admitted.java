package dev.marina.console.terminal;

import java.util.ArrayDeque;
import java.util.Deque;

/// Connections that are on their way; of those that never arrive the oldest is forgotten.
final class Admitted {

    private static final int MOST = 4;

    private final Deque<String> numbers = new ArrayDeque<>();

    synchronized void add(String number) {
        numbers.addLast(number);
        while (numbers.size() > MOST) {
            numbers.removeFirst();
        }
    }

    /// Once for each.
    synchronized boolean take(String number) {
        return numbers.remove(number);
    }
}
