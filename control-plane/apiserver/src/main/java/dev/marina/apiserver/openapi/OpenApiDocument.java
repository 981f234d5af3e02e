package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/// One published document in both of its forms. The protobuf form is made when somebody asks for it.
public final class OpenApiDocument {

    private final byte[] json;
    private final Function<JsonNode, byte[]> protobufForm;
    private final String hash;
    private byte[] protobuf;

    OpenApiDocument(byte[] json, Function<JsonNode, byte[]> protobufForm) {
        this.json = json;
        this.protobufForm = protobufForm;
        this.hash = hash(json);
    }

    public byte[] json() {
        return json;
    }

    public synchronized byte[] protobuf() {
        if (protobuf == null) {
            protobuf = protobufForm.apply(Document.parse(json).root());
        }
        return protobuf;
    }

    /// Of the JSON form; both forms carry it, told apart by `Vary`.
    public String hash() {
        return hash;
    }

    /// What an `ETag` says about these bytes.
    public static String hash(byte[] document) {
        try {
            return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-512").digest(document));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-512", e);
        }
    }
}
