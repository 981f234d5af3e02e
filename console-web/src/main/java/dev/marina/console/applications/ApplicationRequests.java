package dev.marina.console.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.console.act.Request;
import dev.marina.console.act.Subject;
import dev.marina.console.kube.Permission;
import java.util.List;

/// What is asked of a cluster's API about its applications.
public final class ApplicationRequests {

    public static final String GROUP = "apps.marina.dev";
    public static final String PLURAL = "applications";
    public static final String LABEL = "apps.marina.dev/application";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String MANAGER = "?fieldManager=marina-console";
    private static final int MOST_CHARACTERS = 63;
    /// A one-off command's job goes by itself a day after its end.
    private static final int KEPT_SECONDS = 86_400;

    private ApplicationRequests() {}

    public static boolean is(Subject subject) {
        return subject.group().equals(GROUP) && subject.plural().equals(PLURAL);
    }

    /// Whether it is one of a chart or a folder.
    public static boolean sourced(Subject subject) {
        return is(subject) && subject.object().at("/spec/source").isObject();
    }

    /// Whether it is one of an image.
    public static boolean imaged(Subject subject) {
        return is(subject) && !sourced(subject);
    }

    /// @param source where a chart or a folder lies
    public static ObjectNode application(String namespace, String name, SourceProposal source) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", GROUP + "/v1").put("kind", "Application");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        object.putObject("spec").set("source", source.source());
        return object;
    }

    public static Permission permission(String verb, String namespace) {
        return new Permission(verb, GROUP, PLURAL, "", namespace);
    }

    /// @param port 0: none
    public static ObjectNode application(String namespace, String name, String image, int port) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", GROUP + "/v1").put("kind", "Application");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = object.putObject("spec").put("image", image);
        if (port > 0) {
            spec.put("port", port);
        }
        return object;
    }

    /// Makes an application, a build, an add-on or a Secret; refused where there is one.
    public static Request create(JsonNode object) {
        String namespace = object.at("/metadata/namespace").asText();
        String list = switch (object.path("kind").asText()) {
            case "Secret" -> "/api/v1/namespaces/%s/secrets".formatted(namespace);
            case "Build" -> builds(namespace);
            case "AddOn" -> "/apis/%s/v1/namespaces/%s/%s".formatted(GROUP, namespace, AddOnRequests.PLURAL);
            default -> "/apis/%s/v1/namespaces/%s/%s".formatted(GROUP, namespace, PLURAL);
        };
        return new Request("POST", list + MANAGER, JSON, object.toString());
    }

    /// The list of a namespace's builds.
    public static String builds(String namespace) {
        return "/apis/%s/v1/namespaces/%s/builds".formatted(GROUP, namespace);
    }

    /// @param spec parts of it that change; null takes a part away
    public static Request change(Subject subject, ObjectNode spec) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("spec", spec);
        return new Request("PATCH", subject.path() + MANAGER, MERGE, patch.toString());
    }

    public static String kubectl(Subject subject, ObjectNode spec) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.set("spec", spec);
        return subject.kubectl("patch", "--type=merge -p '%s'".formatted(patch.toString().replace("'", "'\\''")));
    }

    /// The pods of its Deployment are replaced one after the other, as `kubectl rollout restart` does it.
    public static Request restart(Subject subject, String now) {
        return new Request("PATCH", "/apis/apps/v1/namespaces/%s/deployments/%s%s".formatted(subject.namespace(), subject.name(), MANAGER), MERGE,
                "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"kubectl.kubernetes.io/restartedAt\":\"%s\"}}}}}".formatted(now));
    }

    /// A job of the application's own pods with another command. Its pods are not behind the application's Service.
    ///
    /// @param workload the Deployment or the CronJob of the application, as it is now
    /// @param number tells this run from others
    public static ObjectNode run(Subject subject, JsonNode workload, List<String> command, String number) {
        JsonNode template = workload.path("kind").asText().equals("CronJob") ? workload.at("/spec/jobTemplate/spec/template") : workload.at("/spec/template");
        String suffix = "-run-" + number;
        String name = subject.name().substring(0, Math.min(subject.name().length(), MOST_CHARACTERS - suffix.length())) + suffix;
        ObjectNode job = JsonNodeFactory.instance.objectNode().put("apiVersion", "batch/v1").put("kind", "Job");
        ObjectNode metadata = job.putObject("metadata").put("name", name).put("namespace", subject.namespace());
        metadata.putObject("labels").put(LABEL, subject.name());
        metadata.putArray("ownerReferences").addObject().put("apiVersion", GROUP + "/v1").put("kind", "Application").put("name", subject.name())
                .put("uid", subject.object().at("/metadata/uid").asText());
        ObjectNode spec = job.putObject("spec").put("backoffLimit", 0).put("ttlSecondsAfterFinished", KEPT_SECONDS);
        ObjectNode pod = spec.putObject("template");
        pod.putObject("metadata").putObject("labels").put(LABEL, subject.name()).put("apps.marina.dev/role", "run");
        ObjectNode run = template.path("spec") instanceof ObjectNode present ? present.deepCopy() : pod.objectNode();
        run.put("restartPolicy", "Never");
        run.path("containers").forEach(container -> once((ObjectNode) container, command));
        pod.set("spec", run);
        return job;
    }

    /// Nobody asks it whether it is well, and it listens nowhere.
    private static void once(ObjectNode container, List<String> command) {
        container.remove(List.of("startupProbe", "readinessProbe", "livenessProbe", "ports", "args", "lifecycle"));
        ArrayNode words = container.putArray("command");
        command.forEach(words::add);
    }

    public static Request create(Subject subject, ObjectNode job) {
        return new Request("POST", "/apis/batch/v1/namespaces/%s/jobs%s".formatted(subject.namespace(), MANAGER), JSON, job.toString());
    }
}
