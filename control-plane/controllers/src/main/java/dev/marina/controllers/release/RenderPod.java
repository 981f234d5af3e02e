package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.model.Application;
import java.util.Optional;

/// The pod that renders for one application: the builder's image, with no right and no token, within small bounds, in a namespace where nobody else may
/// touch pods. What it can reach is what any pod of the cluster can.
final class RenderPod {

    /// As the API's admission has it.
    static final String NAMESPACE = "marina-charts";
    static final String FOR = "apps.marina.dev/for";
    static final String WANTED = "apps.marina.dev/source";
    private static final String IMAGE = "marina/build:1";
    private static final int SECONDS = 120;

    private RenderPod() {}

    static String name(Application application) {
        return "render-" + application.getMetadata().getUid();
    }

    static Document of(Application application, String wanted) {
        Application.Source source = application.getSpec().source();
        Optional<Application.Git> git = Optional.ofNullable(source.git());
        return Document.object("v1", "Pod").with(name(application), "metadata", "name").with(NAMESPACE, "metadata", "namespace").edited(root -> {
            root.withObjectProperty("metadata").putObject("annotations").put(FOR, Manifest.owner(application)).put(WANTED, wanted);
            ObjectNode spec = root.putObject("spec").put("restartPolicy", "Never").put("activeDeadlineSeconds", SECONDS)
                    .put("automountServiceAccountToken", false).put("enableServiceLinks", false);
            ObjectNode container = spec.putArray("containers").addObject().put("name", "render").put("image", IMAGE);
            ArrayNode command = container.putArray("command");
            command.add("/opt/java/bin/java").add("-XX:+UseSerialGC").add("-XX:TieredStopAtLevel=1").add("-Xmx160m").add("--enable-native-access=ALL-UNNAMED")
                    .add("-cp").add("/opt/build/*").add("dev.marina.builds.RenderMain");
            ArrayNode environment = container.putArray("env");
            variable(environment, "RENDER_NAME", application.getMetadata().getName());
            variable(environment, "RENDER_NAMESPACE", application.getMetadata().getNamespace());
            variable(environment, "RENDER_GIT_URL", git.map(Application.Git::url).orElse(""));
            variable(environment, "RENDER_GIT_REVISION", git.map(Application.Git::revision).orElse(""));
            variable(environment, "RENDER_PATH", git.map(Application.Git::path).orElse(""));
            variable(environment, "RENDER_CHART", Optional.ofNullable(source.chart()).orElse(""));
            variable(environment, "RENDER_VALUES", Optional.ofNullable(source.values()).orElse(""));
            // Go's own heap is beside Java's.
            variable(environment, "GOMEMLIMIT", "128MiB");
            ObjectNode resources = container.putObject("resources");
            resources.putObject("requests").put("cpu", "50m").put("memory", "128Mi");
            resources.putObject("limits").put("cpu", "1").put("memory", "512Mi").put("ephemeral-storage", "512Mi");
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
