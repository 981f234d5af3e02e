package dev.marina.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Addresses and ports of Endpoints and EndpointSlices, three at most. formatEndpoints in upstream's printers.go
public final class EndpointTexts {

    private static final int SHOWN = 3;

    private EndpointTexts() {}

    public static String endpoints(Document endpoints) {
        List<String> pairs = new ArrayList<>();
        for (JsonNode subset : endpoints.at("subsets")) {
            for (JsonNode address : subset.path("addresses")) {
                if (subset.path("ports").isEmpty()) {
                    pairs.add(address.path("ip").asText());
                }
                subset.path("ports").forEach(port -> pairs.add(address.path("ip").asText() + ":" + port.path("port").asText()));
            }
        }
        return pairs.isEmpty() ? "<none>" : shortened(pairs);
    }

    public static String ports(Document slice) {
        List<String> ports = slice.at("ports").valueStream().map(port -> port.path("port").isNumber() ? port.path("port").asText() : "*").toList();
        return ports.isEmpty() ? "<unset>" : shortened(ports);
    }

    public static String sliceEndpoints(Document slice) {
        List<String> addresses = new ArrayList<>();
        slice.at("endpoints").forEach(endpoint -> endpoint.path("addresses").forEach(address -> addresses.add(address.asText())));
        return addresses.isEmpty() ? "<unset>" : shortened(addresses);
    }

    private static String shortened(List<String> texts) {
        String shown = texts.stream().limit(SHOWN).collect(Collectors.joining(","));
        return texts.size() > SHOWN ? shown + " + " + (texts.size() - SHOWN) + " more..." : shown;
    }
}
