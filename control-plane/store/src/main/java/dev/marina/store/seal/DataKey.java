package dev.marina.store.seal;

/// One key of one cluster.
///
/// @param number from 1 up, within the cluster
/// @param wrappedBy id of the key that wraps it
/// @param bytes the key itself, in memory only
public record DataKey(int number, String wrappedBy, byte[] wrapped, byte[] bytes) {

    @Override
    public String toString() {
        return "DataKey[%d wrapped by %s ***]".formatted(number, wrappedBy);
    }
}
