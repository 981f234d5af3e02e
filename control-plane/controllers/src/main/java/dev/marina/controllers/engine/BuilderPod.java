package dev.marina.controllers.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// What a pod of the builder's image is that reads what strangers wrote and says in its log what came of it: no right, no token, no way back to more, small
/// bounds and a short life. What it can reach is what any pod of the cluster can.
///
/// @param container its name
/// @param heap of Java, such as `96m`
/// @param options of Java beside
/// @param program its main class
/// @param environment in this order, as it stands
/// @param memory the most, and as much of the node's disk
public record BuilderPod(String container, String heap, List<String> options, String program, Map<String, String> environment, String memory) {

    private static final String IMAGE = "marina/build:1";
    private static final int SECONDS = 120;

    /// @param pod gets this specification
    public void into(ObjectNode pod) {
        ObjectNode spec = pod.putObject("spec").put("restartPolicy", "Never").put("activeDeadlineSeconds", SECONDS)
                .put("automountServiceAccountToken", false).put("enableServiceLinks", false);
        ObjectNode main = spec.putArray("containers").addObject().put("name", container).put("image", IMAGE);
        ArrayNode command = main.putArray("command").add("/opt/java/bin/java").add("-XX:+UseSerialGC").add("-XX:TieredStopAtLevel=1").add("-Xmx" + heap);
        options.forEach(command::add);
        command.add("-cp").add("/opt/build/*").add(program);
        ArrayNode variables = main.putArray("env");
        // `$(NAME)` would be another variable
        environment.forEach((name, value) -> variables.addObject().put("name", name).put("value", value.replace("$(", "$$(")));
        ObjectNode resources = main.putObject("resources");
        resources.putObject("requests").put("cpu", "50m").put("memory", "128Mi");
        resources.putObject("limits").put("cpu", "1").put("memory", memory).put("ephemeral-storage", memory);
        main.putArray("volumeMounts").addObject().put("name", "work").put("mountPath", "/workspace");
        ObjectNode security = main.putObject("securityContext").put("allowPrivilegeEscalation", false);
        security.putObject("capabilities").putArray("drop").add("ALL");
        spec.putArray("volumes").addObject().put("name", "work").putObject("emptyDir").put("sizeLimit", "256Mi");
    }
}
