package dev.marina.apiserver.flowcontrol;

import java.util.Map;

/// How a request fared.
///
/// @param headers that say what it was taken for
public sealed interface Passage {

    Map<String, String> headers();

    record Seated(Seat seat, Map<String, String> headers) implements Passage {}

    record Refused(Map<String, String> headers) implements Passage {}
}
