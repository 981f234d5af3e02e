package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/// One published document in both of its forms, in pieces that other documents may share. The protobuf form is made when somebody
/// asks for it.
public final class OpenApiDocument {

    private final List<byte[]> json;
    private final Supplier<List<byte[]>> protobufForm;
    private final String hash;
    private List<byte[]> protobuf;

    OpenApiDocument(List<byte[]> json, Supplier<List<byte[]>> protobufForm) {
        this.json = json;
        this.protobufForm = protobufForm;
        this.hash = hash(json);
    }

    /// @param root of a Swagger 2 document
    public static OpenApiDocument version2(ObjectNode root) {
        return new OpenApiDocument(List.of(Document.of(root).bytes()), () -> List.of(ProtobufForms.version2(root)));
    }

    public List<byte[]> json() {
        return json;
    }

    public synchronized List<byte[]> protobuf() {
        if (protobuf == null) {
            protobuf = protobufForm.get();
        }
        return protobuf;
    }

    /// Of the JSON form; both forms carry it, told apart by `Vary`.
    public String hash() {
        return hash;
    }

    /// What an `ETag` says about these bytes.
    public static String hash(List<byte[]> document) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            document.forEach(digest::update);
            return HexFormat.of().withUpperCase().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-512", e);
        }
    }
}
