package dev.marina.labs.fetch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;

/// The pod that fetches for one source: the builder's image, with no right and no token, within small bounds. What it can reach is what any pod of the cluster can.
final class FetchPod {

    static final String NAMESPACE = "marina-labs";
    static final String LABEL = "learn.marina.dev/source";
    static final String WANTED = "learn.marina.dev/fetches";
    private static final String IMAGE = "marina/build:1";
    private static final int SECONDS = 120;

    private FetchPod() {}

    static String name(String source) {
        return "fetch-" + source;
    }

    static Document of(Document source) {
        return Document.object("v1", "Pod").with(name(source.name()), "metadata", "name").with(NAMESPACE, "metadata", "namespace").edited(root -> {
            ObjectNode metadata = root.withObjectProperty("metadata");
            metadata.putObject("labels").put(LABEL, source.name());
            metadata.putObject("annotations").put(WANTED, FetchPlan.wanted(source));
            metadata.putArray("ownerReferences").addObject().put("apiVersion", "learn.marina.dev/v1").put("kind", "LabSource").put("name", source.name())
                    .put("uid", source.uid()).put("controller", true);
            ObjectNode spec = root.putObject("spec").put("restartPolicy", "Never").put("activeDeadlineSeconds", SECONDS)
                    .put("automountServiceAccountToken", false).put("enableServiceLinks", false);
            ObjectNode container = spec.putArray("containers").addObject().put("name", "fetch").put("image", IMAGE);
            ArrayNode command = container.putArray("command");
            command.add("/opt/java/bin/java").add("-XX:+UseSerialGC").add("-XX:TieredStopAtLevel=1").add("-Xmx96m").add("-cp").add("/opt/build/*")
                    .add("dev.marina.builds.LabsMain");
            ArrayNode environment = container.putArray("env");
            variable(environment, "LABS_GIT_URL", source.text("spec", "git", "url"));
            variable(environment, "LABS_GIT_REVISION", source.text("spec", "git", "revision"));
            variable(environment, "LABS_PATH", source.text("spec", "git", "path"));
            ObjectNode resources = container.putObject("resources");
            resources.putObject("requests").put("cpu", "50m").put("memory", "128Mi");
            resources.putObject("limits").put("cpu", "1").put("memory", "256Mi").put("ephemeral-storage", "256Mi");
            container.putArray("volumeMounts").addObject().put("name", "work").put("mountPath", "/workspace");
            ObjectNode security = container.putObject("securityContext").put("allowPrivilegeEscalation", false);
            security.putObject("capabilities").putArray("drop").add("ALL");
            spec.putArray("volumes").addObject().put("name", "work").putObject("emptyDir").put("sizeLimit", "256Mi");
        });
    }

    /// As it stands: `$(NAME)` would be another variable.
    private static void variable(ArrayNode environment, String name, String value) {
        environment.addObject().put("name", name).put("value", value.replace("$(", "$$("));
    }
}
