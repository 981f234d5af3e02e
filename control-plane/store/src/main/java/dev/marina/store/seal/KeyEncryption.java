package dev.marina.store.seal;

/// Wraps data keys with keys that never lie in the backend: a key file, or a key management service. From any thread.
public interface KeyEncryption {

    /// The id of the key that wraps from now on. A new id asks for every data key to be replaced and wrapped anew.
    String current();

    /// @param context what the data key is for; the same when it is unwrapped
    byte[] wrap(String keyId, byte[] dataKey, byte[] context);

    /// Throws [Unsealable] for a key that is not known here, or another context.
    byte[] unwrap(String keyId, byte[] wrapped, byte[] context);
}
