package dev.marina.apiserver.endpoint;

import java.util.OptionalLong;

/// What a page of a list says of the rest.
///
/// @param token with which the next page is asked for; "" on the last one
/// @param remaining how many objects are left; told where every object is listed
record Continuation(String token, OptionalLong remaining) {

    static final Continuation NONE = new Continuation("", OptionalLong.empty());

    /// Its fields of the list's metadata, each after a comma.
    String json() {
        String count = remaining.isPresent() ? ",\"remainingItemCount\":" + remaining.getAsLong() : "";
        return token.isEmpty() ? "" : ",\"continue\":\"%s\"%s".formatted(token, count);
    }
}
