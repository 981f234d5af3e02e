package dev.marina.store;

import dev.marina.api.ClusterId;
import dev.marina.api.ObjectKey;
import dev.marina.api.ResourceVersion;

/// Why the store refused. Closed: translated in one place, the API server's `StatusMapper`.
public abstract sealed class StoreException extends RuntimeException {

    private StoreException(String message) {
        super(message);
    }

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    public static final class NotFound extends StoreException {
        public final ObjectKey key;
        public NotFound(ObjectKey key) {
            super(key + " is not there");
            this.key = key;
        }
    }

    public static final class AlreadyExists extends StoreException {
        public AlreadyExists(String what) {
            super(what + " exists already");
        }
    }

    public static final class Conflict extends StoreException {
        public final ObjectKey key;
        public Conflict(ObjectKey key, String why) {
            super(key + ": " + why);
            this.key = key;
        }
    }

    public static final class Claimed extends StoreException {
        public final String claim;
        public final ObjectKey holder;
        public Claimed(String claim, ObjectKey holder) {
            super("%s is held by %s".formatted(claim, holder));
            this.claim = claim;
            this.holder = holder;
        }
    }

    public static final class NamespaceNotActive extends StoreException {
        public final String namespace;
        public final boolean exists;
        public NamespaceNotActive(String namespace, boolean exists) {
            super("namespace %s %s".formatted(namespace, exists ? "is being terminated" : "is not there"));
            this.namespace = namespace;
            this.exists = exists;
        }
    }

    /// Below the window's floor, or an image no longer kept.
    public static final class Expired extends StoreException {
        public final ResourceVersion asked;
        public final ResourceVersion oldest;
        public Expired(ResourceVersion asked, ResourceVersion oldest) {
            super("resource version %s is too old, the oldest kept is %s".formatted(asked, oldest));
            this.asked = asked;
            this.oldest = oldest;
        }
    }

    /// Of the time or version that was asked for not enough is kept.
    public static final class BeforeHistory extends StoreException {
        public final PastMoment oldest;
        public BeforeHistory(PastMoment oldest) {
            super("not enough is kept of that time; the oldest that is known is %s, version %s".formatted(oldest.time(), oldest.version()));
            this.oldest = oldest;
        }
    }

    public static final class TooNew extends StoreException {
        public final ResourceVersion asked;
        public final ResourceVersion current;
        public TooNew(ResourceVersion asked, ResourceVersion current) {
            super("resource version %s is not reached, the current one is %s".formatted(asked, current));
            this.asked = asked;
            this.current = current;
        }
    }

    public static final class TooLarge extends StoreException {
        public TooLarge(ObjectKey key, long bytes, long most) {
            super("%s has %d bytes; at most %d can be stored".formatted(key, bytes, most));
        }
    }

    /// The cluster's queue is full.
    public static final class Busy extends StoreException {
        public Busy(ClusterId cluster) {
            super("too many writes of cluster %s are waiting".formatted(cluster));
        }
    }

    public static final class NoSuchCluster extends StoreException {
        public NoSuchCluster(ClusterId cluster) {
            super("there is no cluster " + cluster);
        }
    }

    /// Another process owns the shard; `owner` is its internal address, "" while nobody does.
    public static final class NotOwner extends StoreException {
        public final String owner;
        public NotOwner(ClusterId cluster, String owner) {
            super("cluster %s is owned by %s".formatted(cluster, owner.isEmpty() ? "nobody yet" : owner));
            this.owner = owner;
        }
    }

    /// The backend does not answer. The write may or may not have happened.
    public static final class Unavailable extends StoreException {
        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
