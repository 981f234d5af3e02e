package dev.marina.apiserver.http;

import dev.marina.api.Document;

/// The body of a request.
public sealed interface Body {

    Body NONE = new Bytes(new byte[0], "");

    record Bytes(byte[] content, String contentType) implements Body {}

    /// From a component in this process: nothing to parse.
    record Parsed(Document document) implements Body {}

    default boolean isEmpty() {
        return this instanceof Bytes bytes && bytes.content().length == 0;
    }
}
