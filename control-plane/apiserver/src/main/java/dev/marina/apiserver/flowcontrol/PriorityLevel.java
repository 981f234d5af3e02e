package dev.marina.apiserver.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.OptionalInt;

/// A priority level as its object says it.
///
/// @param shares of the cluster's seats, among those of all levels
/// @param lendablePercent how much of its seats others may use
/// @param borrowingPercent how much more than its own seats it may use; empty for as much as others lend
record PriorityLevel(String name, String uid, int shares, int lendablePercent, OptionalInt borrowingPercent, Response response) {

    static final String EXEMPT = "exempt";
    static final String CATCH_ALL = "catch-all";

    /// What becomes of a request that finds no seat.
    sealed interface Response {

        /// It needs none.
        record Exempt() implements Response {}

        record Reject() implements Response {}

        record Queue(int queues, int handSize, int lengthLimit) implements Response {}
    }

    static PriorityLevel of(Document object) {
        JsonNode spec = object.at("spec");
        if (spec.path("type").asText().equals("Exempt")) {
            JsonNode exempt = spec.path("exempt");
            return new PriorityLevel(object.name(), object.uid(), exempt.path("nominalConcurrencyShares").asInt(), exempt.path("lendablePercent").asInt(),
                    OptionalInt.empty(), new Response.Exempt());
        }
        JsonNode limited = spec.path("limited");
        JsonNode borrowing = limited.path("borrowingLimitPercent");
        return new PriorityLevel(object.name(), object.uid(), limited.path("nominalConcurrencyShares").asInt(), limited.path("lendablePercent").asInt(),
                borrowing.isNumber() ? OptionalInt.of(borrowing.asInt()) : OptionalInt.empty(), response(limited.path("limitResponse")));
    }

    PriorityLevel withUid(String uid) {
        return new PriorityLevel(name, uid, shares, lendablePercent, borrowingPercent, response);
    }

    private static Response response(JsonNode response) {
        JsonNode queuing = response.path("queuing");
        return response.path("type").asText().equals("Queue")
                ? new Response.Queue(queuing.path("queues").asInt(), queuing.path("handSize").asInt(), queuing.path("queueLengthLimit").asInt())
                : new Response.Reject();
    }

    boolean exempt() {
        return response instanceof Response.Exempt;
    }
}
