package dev.marina.store.journal;

import dev.marina.store.journal.Journal.Entry;
import dev.marina.store.journal.Journal.Position;
import dev.marina.store.seal.Unsealable;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Reads a journal from its end. A block that cannot be read is passed over, and counted: what is older is found all the same. One thread.
public final class Backwards {

    private final Journal journal;
    private final List<String> segments;
    private final Optional<Position> before;
    private Instant from = Instant.MIN;
    private Instant to = Instant.MAX;
    private long opened;
    private final List<String> unreadable = new ArrayList<>();

    private int segment = -1;
    private List<Block.Head> heads = List.of();
    private int nextHead = -1;
    private Block.Head head;
    private List<Entry> entries = List.of();
    private int nextEntry = -1;

    Backwards(Journal journal, List<String> segments, Optional<Position> before) {
        this.journal = journal;
        this.segments = segments;
        this.before = before;
    }

    /// Passes over blocks none of whose entries are within; of the others all entries are found.
    public Backwards within(Instant first, Instant last) {
        from = first;
        to = last;
        return this;
    }

    /// How many bytes it has unpacked so far: what reading costs.
    public long opened() {
        return opened;
    }

    /// What was passed over since it cannot be read: damaged, or sealed with another key. Names the places.
    public List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    /// Unpacks until there is an entry, or `most` bytes were unpacked in all. [#next] answers the entry then.
    public boolean advance(long most) {
        while (nextEntry < 0 && (nextHead >= 0 || nextSegment())) {
            if (nextHead >= 0 && !openBlock(most)) {
                return false;
            }
        }
        return nextEntry >= 0;
    }

    /// Where a later reader goes on; empty at the end.
    public Optional<Position> rest() {
        if (nextEntry >= 0) {
            return Optional.of(new Position(segments.get(segment), head.at(), nextEntry + 1));
        }
        if (nextHead >= 0) {
            return Optional.of(new Position(segments.get(segment), heads.get(nextHead).at(), Integer.MAX_VALUE));
        }
        return segment + 1 < segments.size() ? Optional.of(new Position(segments.get(segment + 1), Long.MAX_VALUE, Integer.MAX_VALUE)) : Optional.empty();
    }

    private boolean nextSegment() {
        if (segment + 1 >= segments.size()) {
            return false;
        }
        segment++;
        try {
            heads = journal.heads(segments.get(segment));
        } catch (UncheckedIOException e) {
            heads = List.of();
            unreadable.add(segments.get(segment) + ": " + e.getCause().getMessage());
        }
        nextHead = heads.size() - 1;
        return true;
    }

    /// False where that would unpack more than it may.
    private boolean openBlock(long most) {
        Block.Head candidate = heads.get(nextHead);
        Optional<Position> here = before.filter(position -> position.segment().equals(segments.get(segment)));
        boolean past = here.filter(position -> candidate.at() > position.block()).isPresent();
        if (past || candidate.to().isBefore(from) || candidate.from().isAfter(to)) {
            nextHead--;
            return true;
        }
        if (opened >= most) {
            return false;
        }
        nextHead--;
        head = candidate;
        try {
            entries = journal.entries(segments.get(segment), head);
            opened += head.plainBytes();
        } catch (Unsealable | UncheckedIOException e) {
            // It cost no less than that.
            opened += head.length();
            unreadable.add("%s@%d: %s".formatted(segments.get(segment), head.at(), e.getMessage()));
            return true;
        }
        int end = here.filter(position -> position.block() == candidate.at()).map(Position::entries).orElse(Integer.MAX_VALUE);
        nextEntry = Math.min(end, entries.size()) - 1;
        return true;
    }

    public Entry next() {
        Entry entry = peek();
        nextEntry--;
        return entry;
    }

    /// What [#next] will answer.
    public Entry peek() {
        if (nextEntry < 0) {
            throw new NoSuchElementException();
        }
        return entries.get(nextEntry);
    }
}
