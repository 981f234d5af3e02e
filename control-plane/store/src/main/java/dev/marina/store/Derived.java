package dev.marina.store;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What was made of parts of images, such as a [Stored] or a [ClusterImage#state], each once as long as somebody has the part: images
/// hand out the same one to all, so it is told by identity. Reading takes no lock, for requests of all clusters read here. What is made
/// must not hold on to the part.
public final class Derived<S, T> {

    private final Map<Object, T> made = new ConcurrentHashMap<>();
    private final ReferenceQueue<S> gone = new ReferenceQueue<>();

    /// @param make called by each of several who come first at once; all get what one of them made
    public T of(S part, Function<? super S, ? extends T> make) {
        T known = made.get(new Sought(part));
        if (known != null) {
            return known;
        }
        for (Reference<? extends S> each = gone.poll(); each != null; each = gone.poll()) {
            made.remove(each);
        }
        T fresh = make.apply(part);
        T first = made.putIfAbsent(new Kept<>(part, gone), fresh);
        return first == null ? fresh : first;
    }

    int size() {
        return made.size();
    }

    /// Finds a [Kept] without making one.
    private static final class Sought {
        private final Object part;

        private Sought(Object part) {
            this.part = part;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Kept<?> kept && kept.is(part);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(part);
        }
    }

    private static final class Kept<S> extends WeakReference<S> {
        private final int hash;

        private Kept(S part, ReferenceQueue<S> gone) {
            super(part, gone);
            hash = System.identityHashCode(part);
        }

        private boolean is(Object part) {
            return get() == part;
        }

        /// One whose part is gone is still itself, to be taken away.
        @Override
        public boolean equals(Object other) {
            return this == other || other instanceof Kept<?> kept && get() != null && kept.is(get());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
