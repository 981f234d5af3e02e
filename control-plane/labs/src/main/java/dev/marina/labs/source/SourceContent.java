package dev.marina.labs.source;

import dev.marina.api.Document;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The archive that a `LabSource` has: given with it, or fetched for it.
///
/// @param name of the source
/// @param base64 as it stands in the object
record SourceContent(String name, String base64) {

    static Optional<SourceContent> of(Document source) {
        String given = source.text("spec", "archive");
        String content = source.has("spec", "git") ? source.text("status", "fetched", "archive") : given;
        return content.isEmpty() ? Optional.empty() : Optional.of(new SourceContent(source.name(), content));
    }

    /// By what it is known: of the same content the same, of a source of another name another.
    String key() {
        return name + "@" + digest();
    }

    String digest() {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(base64.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
