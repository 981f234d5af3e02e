package dev.marina.store;

import dev.marina.store.backend.Backend;
import dev.marina.store.backend.BackendException;
import dev.marina.store.backend.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A connection that loses requests, loses answers, and delivers copies late. What happens is drawn from a seed.
final class FaultyBackend extends DelegatingBackend {

    private final Random random;
    /// Copies still on their way, shared by all connections to one storage.
    private final List<Transaction> onTheWay;
    /// In a thousand.
    private int faults;

    FaultyBackend(Backend storage, Random random, List<Transaction> onTheWay, int faults) {
        super(storage);
        this.random = random;
        this.onTheWay = onTheWay;
        this.faults = faults;
    }

    void faults(int perThousand) {
        faults = perThousand;
    }

    /// Delivers some of the late copies.
    void deliver() {
        while (!onTheWay.isEmpty() && random.nextInt(3) > 0) {
            storage.apply(onTheWay.remove(random.nextInt(onTheWay.size())));
        }
    }

    @Override
    public boolean apply(Transaction transaction) {
        deliver();
        if (random.nextInt(1000) >= faults) {
            return storage.apply(transaction);
        }
        return switch (random.nextInt(5)) {
            case 0 -> throw lost("the request was lost");
            case 1 -> {
                storage.apply(transaction);
                throw lost("the answer was lost");
            }
            case 2 -> {
                onTheWay.add(transaction);
                throw lost("the request is late");
            }
            case 3 -> {
                storage.apply(transaction);
                onTheWay.add(transaction);
                throw lost("the answer was lost and a copy is late");
            }
            default -> {
                storage.apply(transaction);
                yield storage.apply(transaction);
            }
        };
    }

    private static BackendException lost(String why) {
        return new BackendException.Doubtful(why, null);
    }

    private void mayFail() {
        if (random.nextInt(1000) < faults / 2) {
            throw lost("the read was lost");
        }
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
        mayFail();
        return storage.get(key);
    }

    @Override
    public List<Entry> range(byte[] from, byte[] to, int limit) {
        mayFail();
        return storage.range(from, to, limit);
    }

    @Override
    public List<byte[]> keys(byte[] from, byte[] to, int limit) {
        mayFail();
        return storage.keys(from, to, limit);
    }
}
