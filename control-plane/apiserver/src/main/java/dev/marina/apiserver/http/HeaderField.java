package dev.marina.apiserver.http;

/// One line of a head, as it was sent.
public record HeaderField(String name, String value) {

    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
