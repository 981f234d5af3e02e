package dev.marina.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;

/// Writes a value into a message.
@FunctionalInterface
interface Part {
    void write(WireWriter out, JsonNode value);
}
