package dev.marina.apiserver.proxy;

import dev.marina.apiserver.http.HeaderField;
import java.util.List;
import java.util.Optional;

/// Status and header fields of an answer.
record AnswerHead(int status, List<HeaderField> fields) {

    private static final int SWITCHING_PROTOCOLS = 101;

    boolean switches() {
        return status == SWITCHING_PROTOCOLS;
    }

    Optional<String> first(String name) {
        return fields.stream().filter(field -> field.is(name)).map(HeaderField::value).findFirst();
    }

    /// The values of all fields of this name, and of lists in them.
    List<String> all(String name) {
        return fields.stream().filter(field -> field.is(name)).flatMap(field -> List.of(field.value().split(",")).stream()).map(String::strip)
                .filter(value -> !value.isEmpty()).toList();
    }
}
