package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;

/// What the REST API says of a cluster.
public record ClusterCard(String tenant, String name, String phase, String endpoint, int wantedNodes, int nodes, int readyNodes, String created) {

    static ClusterCard of(String tenant, JsonNode json) {
        JsonNode nodes = json.path("nodes");
        return new ClusterCard(tenant, json.path("name").asText(), json.path("phase").asText(), json.path("endpoint").asText(""),
                nodes.path("wanted").asInt(), nodes.path("total").asInt(), nodes.path("ready").asInt(), json.path("created").asText(""));
    }

    public boolean deleting() {
        return phase.equals("Deleting");
    }
}
