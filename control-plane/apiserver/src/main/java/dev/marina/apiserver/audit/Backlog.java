package dev.marina.apiserver.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Records of one lane that wait to be written. One thread at a time.
final class Backlog {

    private final Deque<AuditEvent> events = new ArrayDeque<>();
    private int bytes;
    private long lost;

    /// @param lost records before these
    record Taken(List<AuditEvent> events, long lost) {
        static final Taken NOTHING = new Taken(List.of(), 0);
    }

    /// Makes room by giving up the oldest.
    Backlog with(AuditEvent event, int limit) {
        while (!events.isEmpty() && bytes + event.weight() > limit) {
            bytes -= events.removeFirst().weight();
            lost++;
        }
        events.addLast(event);
        bytes += event.weight();
        return this;
    }

    Taken take(int most) {
        List<AuditEvent> taken = new ArrayList<>();
        int weight = 0;
        while (!events.isEmpty() && weight < most) {
            AuditEvent event = events.removeFirst();
            weight += event.weight();
            taken.add(event);
        }
        bytes -= weight;
        Taken result = new Taken(taken, lost);
        lost = 0;
        return result;
    }

    int bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }
}
