package dev.marina.apiserver.http;

import java.util.HashMap;
import java.util.Map;

/// What the bodies of requests take that have not been answered yet. They are collected before anybody knows who sends them; to tell
/// senders apart there is only where they are, and what they say of themselves: whose cluster they ask and what proof they show, which
/// may be false. Many people may come from one address, so that one address has a part of all. Of that a quarter is kept for those who
/// send little; of the rest one sender never takes more than is left free.
final class BodyMemory {

    /// The part of an address's room that only those have who send little.
    private static final int KEPT_FOR_LITTLE = 4;

    private final long most;
    private final long mostOfOne;
    private final long little;
    /// Guards everything below. Held for a few steps.
    private final Object lock = new Object();
    private final Map<String, Address> addresses = new HashMap<>();
    private long total;

    /// @param mostOfOne what one address may take
    /// @param little what a sender finds room for as long as there is any
    BodyMemory(long most, long mostOfOne, long little) {
        this.little = little;
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /// @param cluster whose it is by its path
    /// @param proof what is shown of whose the request is; any text, no need to keep it secret
    record Sender(String address, String cluster, int proof) {}

    private static final class Address {
        private final Map<Sender, Long> senders = new HashMap<>();
        private long taken;
    }

    /// What one request takes.
    final class Share implements AutoCloseable {
        private final Sender sender;
        private long taken;

        private Share(Sender sender) {
            this.sender = sender;
        }

        /// Whether there was room for so many more. Where not, nothing more is taken.
        boolean take(long bytes) {
            synchronized (lock) {
                Address address = addresses.computeIfAbsent(sender.address(), _ -> new Address());
                long own = address.senders.getOrDefault(sender, 0L) + bytes;
                long free = mostOfOne - address.taken - bytes;
                boolean fits = total + bytes <= most && (own <= little ? free >= 0 : own <= free - mostOfOne / KEPT_FOR_LITTLE);
                if (fits) {
                    total += bytes;
                    address.taken += bytes;
                    address.senders.put(sender, own);
                    taken += bytes;
                } else if (address.senders.isEmpty()) {
                    addresses.remove(sender.address());
                }
                return fits;
            }
        }

        /// May be called again.
        @Override
        public void close() {
            synchronized (lock) {
                if (taken == 0) {
                    return;
                }
                Address address = addresses.get(sender.address());
                total -= taken;
                address.taken -= taken;
                address.senders.computeIfPresent(sender, (_, sum) -> sum == taken ? null : sum - taken);
                if (address.senders.isEmpty()) {
                    addresses.remove(sender.address());
                }
                taken = 0;
            }
        }
    }

    Share share(Sender sender) {
        return new Share(sender);
    }

    long taken() {
        synchronized (lock) {
            return total;
        }
    }

    /// How many addresses have anything under way.
    int addresses() {
        synchronized (lock) {
            return addresses.size();
        }
    }
}
