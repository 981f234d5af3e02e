package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

/// An HTTP answer with its body as text and, where it is JSON, as a tree.
record Answer(HttpResponse<String> response) {

    private static final ObjectMapper JSON = new ObjectMapper();

    int status() {
        return response.statusCode();
    }

    String body() {
        return response.body();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + response.body(), e);
        }
    }

    Answer expect(int status) {
        if (status() != status) {
            throw new AssertionError("%s %s answered %d, not %d: %s".formatted(
                    response.request().method(), response.uri(), status(), status, body()));
        }
        return this;
    }
}
