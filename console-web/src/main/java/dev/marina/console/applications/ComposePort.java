package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// At which port a service of a compose file listens.
final class ComposePort {

    private static final int HIGHEST = 65_535;

    private ComposePort() {}

    @FunctionalInterface
    interface Remarks {
        void add(String field, String key, String value);
    }

    /// The first one that takes TCP; what is published on a machine is not. 0 for none.
    static int of(ObjectNode service, Remarks remarks) {
        int chosen = 0;
        JsonNode ports = service.path("ports");
        for (int i = 0; i < ports.size(); i++) {
            String field = "ports[%d]".formatted(i);
            JsonNode given = ports.get(i);
            String text = given.isObject() ? given.path("target").asText() + "/" + given.path("protocol").asText("tcp") : given.asText();
            String target = text.substring(text.lastIndexOf(':') + 1);
            int port = number(target);
            if (target.endsWith("/udp")) {
                remarks.add(field, "udp", text);
            } else if (port == 0) {
                remarks.add(field, "port", text);
            } else if (chosen == 0) {
                chosen = port;
            } else {
                remarks.add(field, "further-port", text);
            }
        }
        for (JsonNode exposed : service.path("expose")) {
            chosen = chosen == 0 ? number(exposed.asText()) : chosen;
        }
        return chosen == 0 ? ofImage(service.path("image").asText()) : chosen;
    }

    /// A database is reached by others of the file without being published.
    private static int ofImage(String image) {
        ImageProposal proposal = ImageProposal.of(image);
        return proposal.known() ? proposal.port() : 0;
    }

    private static int number(String text) {
        String digits = text.replace("/tcp", "");
        return digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= HIGHEST ? Integer.parseInt(digits) : 0;
    }
}
