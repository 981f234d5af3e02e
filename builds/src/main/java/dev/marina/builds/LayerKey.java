package dev.marina.builds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// What a layer is known by: all that has led to it.
///
/// @param hex 64 digits
record LayerKey(String hex) {

    /// Another one where layers come out otherwise than before.
    private static final String FORM = "marina layers 1";

    /// @param surroundings what commands see besides the image: where packages come from, whose cache there is
    static LayerKey start(List<String> surroundings) {
        return new LayerKey("").then(FORM, surroundings);
    }

    /// Each word with its length, so that no two ways lead to one key.
    LayerKey then(String kind, List<String> words) {
        MessageDigest hash = sha256();
        add(hash, hex);
        add(hash, kind);
        words.forEach(word -> add(hash, word));
        return new LayerKey(HexFormat.of().formatHex(hash.digest()));
    }

    private static void add(MessageDigest hash, String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        hash.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        hash.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
