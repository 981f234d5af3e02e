package dev.marina.apiserver.endpoint;

import dev.marina.store.Stored;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;

/// Those of many objects that are wanted, looked for one at a time.
final class Chosen implements Iterator<Stored> {

    private final Iterator<Stored> all;
    private final Predicate<Stored> wanted;
    /// Null when there is no further one.
    private Stored next;

    Chosen(Iterator<Stored> all, Predicate<Stored> wanted) {
        this.all = all;
        this.wanted = wanted;
        this.next = found();
    }

    private Stored found() {
        while (all.hasNext()) {
            Stored candidate = all.next();
            if (wanted.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Stored next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        Stored given = next;
        next = found();
        return given;
    }
}
