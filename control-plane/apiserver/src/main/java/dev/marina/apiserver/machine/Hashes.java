package dev.marina.apiserver.machine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.HexFormat;

/// What is kept of tokens and keys, so that whoever reads it can do nothing by it.
final class Hashes {

    private Hashes() {}

    static String of(PublicKey key) {
        return of(key.getEncoded());
    }

    static String of(String token) {
        return of(token.getBytes(StandardCharsets.US_ASCII));
    }

    /// In a time that says nothing of how much is equal.
    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
