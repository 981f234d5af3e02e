package dev.marina.store.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys of one cluster, the newest first; more than one only while what older ones sealed is being sealed anew.
///
/// @param sealedBy the number of the key under which everything is known to lie; 0 while something may still lie in clear
public record Keyring(List<DataKey> keys, int sealedBy) {

    /// Of a cluster that is not sealed.
    public static final Keyring NONE = new Keyring(List.of(), 0);

    private static final int NUMBER_BYTES = 4;

    public Keyring {
        keys = List.copyOf(keys);
    }

    /// For a new cluster: nothing lies in clear.
    public static Keyring create(KeyEncryption encryption, String cluster) {
        return new Keyring(List.of(newKey(1, encryption.current(), encryption, cluster)), 1);
    }

    public Optional<DataKey> newest() {
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.getFirst());
    }

    /// Whether there is nothing to do: one key, wrapped by this one, and everything under it.
    public boolean settled(String wrappingKey) {
        return keys.size() == 1 && keys.getFirst().number() == sealedBy && keys.getFirst().wrappedBy().equals(wrappingKey);
    }

    /// With a newer key, and all of them wrapped by the current key. The same when that has been done already.
    public Keyring renewed(KeyEncryption encryption, String cluster) {
        String current = encryption.current();
        if (!keys.isEmpty() && keys.getFirst().wrappedBy().equals(current)) {
            return this;
        }
        List<DataKey> renewed = new ArrayList<>();
        renewed.add(newKey(keys.isEmpty() ? 1 : keys.getFirst().number() + 1, current, encryption, cluster));
        keys.forEach(key -> renewed.add(wrapped(key.number(), key.bytes(), current, encryption, cluster)));
        return new Keyring(renewed, sealedBy);
    }

    /// Everything lies under the newest key: older ones are forgotten.
    public Keyring settled() {
        return new Keyring(List.of(keys.getFirst()), keys.getFirst().number());
    }

    private static DataKey newKey(int number, String wrappedBy, KeyEncryption encryption, String cluster) {
        return wrapped(number, Aead.newKey(), wrappedBy, encryption, cluster);
    }

    private static DataKey wrapped(int number, byte[] bytes, String wrappedBy, KeyEncryption encryption, String cluster) {
        return new DataKey(number, wrappedBy, encryption.wrap(wrappedBy, bytes, context(cluster)), bytes);
    }

    public static DataKey unwrap(int number, String wrappedBy, byte[] wrapped, KeyEncryption encryption, String cluster) {
        return new DataKey(number, wrappedBy, wrapped, encryption.unwrap(wrappedBy, wrapped, context(cluster)));
    }

    private static byte[] context(String cluster) {
        return ("data key of " + cluster).getBytes(StandardCharsets.UTF_8);
    }

    /// Seals with the newest key, whose number stands in front.
    ///
    /// @param place where the bytes will lie; they can be opened for no other
    public byte[] seal(String place, byte[] plain) {
        DataKey key = keys.getFirst();
        byte[] sealed = Aead.seal(key.bytes(), place.getBytes(StandardCharsets.UTF_8), plain);
        return ByteBuffer.allocate(NUMBER_BYTES + sealed.length).putInt(key.number()).put(sealed).array();
    }

    /// Throws [Unsealable].
    public byte[] open(String place, byte[] sealed) {
        if (sealed.length < NUMBER_BYTES) {
            throw new Unsealable("sealed bytes without a key's number", null);
        }
        int number = numberOf(sealed);
        DataKey key = keys.stream().filter(candidate -> candidate.number() == number).findFirst()
                .orElseThrow(() -> new Unsealable("there is no key %d".formatted(number), null));
        return Aead.open(key.bytes(), place.getBytes(StandardCharsets.UTF_8), java.util.Arrays.copyOfRange(sealed, NUMBER_BYTES, sealed.length));
    }

    /// The number of the key that sealed this.
    public static int numberOf(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getInt();
    }

    /// With the keys of `former` that are not in it: bytes read a moment ago can still be opened.
    public Keyring remembering(Keyring former) {
        List<DataKey> all = new ArrayList<>(keys);
        former.keys.stream().filter(key -> keys.stream().noneMatch(own -> own.number() == key.number())).forEach(all::add);
        return new Keyring(all, sealedBy);
    }
}
