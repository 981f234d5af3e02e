package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.login.Person;
import java.net.http.HttpRequest;
import java.util.List;

/// How a cluster's nodes carry packets to each other, asked of the REST API as the person who is logged in.
public final class ClusterNetworks {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BGP = "bgp";

    private final RestCalls calls;

    ClusterNetworks(RestCalls calls) {
        this.calls = calls;
    }

    /// @param backend "" before it is known
    /// @param reflector with BGP
    public record ClusterNetwork(String backend, boolean reflector) {

        public static final List<String> BACKENDS = List.of("vxlan", "vxlan-direct", "host-gw", "ipip", BGP);
        public static final ClusterNetwork UNKNOWN = new ClusterNetwork("", false);

        public boolean bgp() {
            return backend.equals(BGP);
        }

        static ClusterNetwork of(JsonNode json) {
            return new ClusterNetwork(json.path("backend").asText(), json.path(BGP).path("reflector").asBoolean());
        }
    }

    public ClusterNetwork read(Person person, OfCluster of) {
        return ClusterNetwork.of(RestCalls.json(calls.answer(calls.as(person, of.path("network")).GET()).body()));
    }

    public void change(Person person, OfCluster of, ClusterNetwork wanted) {
        ObjectNode body = JSON.createObjectNode().put("backend", wanted.backend());
        if (wanted.bgp()) {
            body.putObject(BGP).put("reflector", wanted.reflector());
        }
        calls.send(calls.as(person, of.path("network")).PUT(HttpRequest.BodyPublishers.ofString(body.toString())));
    }
}
