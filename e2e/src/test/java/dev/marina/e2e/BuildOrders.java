package dev.marina.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/// Builds of a tenant's, each from files of a ConfigMap, by kubectl.
record BuildOrders(Tenant tenant) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration BUILT = Duration.ofMinutes(12);

    /// @param files by their names
    /// @param more of the spec, as JSON; `source` is there already
    void order(String name, Map<String, String> files, String more) {
        ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", name);
        map.set("data", JSON.valueToTree(files));
        tenant.kubectlWithInput(map.toString(), "apply", "-f", "-").succeeded();
        tenant.kubectlWithInput("""
                ---
                apiVersion: apps.marina.dev/v1
                kind: Build
                metadata: {name: %s}
                spec: {source: {archive: {configMap: %s}}%s}
                """.formatted(name, name, more.isEmpty() ? "" : ", " + more), "create", "-f", "-").succeeded();
    }

    /// The build's status once it has ended.
    JsonNode ended(String name) {
        return Await.until("the build %s ends".formatted(name), BUILT, () -> tenant.kubectlJson("get", "build", name).path("status"),
                status -> status.path("phase").asText().matches("Succeeded|Failed"));
    }

    String log(String name) {
        return tenant.kubectl("logs", name + "-build").output();
    }

    /// @return the image
    String succeeded(String name) {
        JsonNode status = ended(name);
        if (!status.path("phase").asText().equals("Succeeded")) {
            throw new AssertionError("%s: %s%n%s".formatted(name, status, log(name)));
        }
        return status.path("image").asText();
    }

    /// @return why
    String failed(String name) {
        JsonNode status = ended(name);
        if (!status.path("phase").asText().equals("Failed")) {
            throw new AssertionError("%s: %s%n%s".formatted(name, status, log(name)));
        }
        return status.path("message").asText();
    }
}
