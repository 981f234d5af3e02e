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
    private static final Duration SOON = Duration.ofMinutes(3);

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

    /// Makes an application of a build, and asks it.
    ///
    /// @param asker a pod that has a shell
    String answer(String build, String path, String asker) {
        tenant.kubectlWithInput("""
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: %s}
                spec: {build: {name: %s}, port: 8080}
                """.formatted(build, build), "apply", "-f", "-").succeeded();
        return Await.until(build + " answers", SOON, () -> tenant.inPod(asker, "wget -qO- http://%s%s".formatted(build, path)).succeeded()
                .output(), said -> !said.isBlank()).strip();
    }
}
