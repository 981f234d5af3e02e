package dev.marina.apiserver.http;

import java.util.List;
import java.util.Optional;

/// Status and header fields of an answer from a server, as [AnswerReader] has read it.
public record AnswerHead(int status, List<HeaderField> fields) {

    private static final int SWITCHING_PROTOCOLS = 101;

    public boolean switches() {
        return status == SWITCHING_PROTOCOLS;
    }

    public Optional<String> first(String name) {
        return fields.stream().filter(field -> field.is(name)).map(HeaderField::value).findFirst();
    }

    /// The values of all fields of this name, and of lists in them.
    public List<String> all(String name) {
        return fields.stream().filter(field -> field.is(name)).flatMap(field -> List.of(field.value().split(",")).stream()).map(String::strip)
                .filter(value -> !value.isEmpty()).toList();
    }
}
