package dev.marina.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marina.api.Document;
import dev.marina.scheduler.Profile;
import dev.marina.scheduler.Schedulers;
import dev.marina.scheduler.extender.Extender;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `KubeSchedulerConfiguration`. What a cluster cannot have is refused by its name instead of being ignored.
/// https://kubernetes.io/docs/reference/config-api/kube-scheduler-config.v1/
public final class SchedulerConfiguration {

    /// The ConfigMap and its key.
    public static final String NAMESPACE = "kube-system";
    public static final String NAME = "kube-scheduler";
    public static final String KEY = "config.yaml";

    private static final String VERSION = "kubescheduler.config.k8s.io/v1";
    private static final String KIND = "KubeSchedulerConfiguration";
    private static final int LONGEST = 64 * 1024;
    private static final int MOST_PROFILES = 16;
    private static final ObjectMapper JSON = Document.mapper();

    private SchedulerConfiguration() {}

    /// The text is not a configuration that a cluster can have.
    public static final class Invalid extends Exception {
        Invalid(String message) {
            super(message);
        }
    }

    public static Schedulers read(String yaml) throws Invalid {
        if (yaml.length() > LONGEST) {
            throw new Invalid("%s has %d characters; at most %d are read".formatted(KEY, yaml.length(), LONGEST));
        }
        JsonNode root = parse(yaml);
        Problems problems = new Problems();
        Schedulers schedulers = schedulers(root, problems);
        if (!problems.none()) {
            throw new Invalid(problems.text());
        }
        return schedulers;
    }

    private static JsonNode parse(String yaml) throws Invalid {
        try {
            JsonNode root = JSON.valueToTree(Serialization.unmarshal(yaml, Object.class));
            if (root == null || !root.isObject()) {
                throw new Invalid("%s is not an object".formatted(KEY));
            }
            return root;
        } catch (RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            throw new Invalid("%s is not YAML: %s".formatted(KEY, why.length() > 200 ? why.substring(0, 200) + "…" : why));
        }
    }

    private static Schedulers schedulers(JsonNode root, Problems problems) {
        if (!VERSION.equals(root.path("apiVersion").asText())) {
            problems.unsupported("apiVersion", root.path("apiVersion").asText(), Set.of(VERSION));
        }
        if (!KIND.equals(root.path("kind").asText())) {
            problems.unsupported("kind", root.path("kind").asText(), Set.of(KIND));
        }
        problems.only(root, "", Set.of("apiVersion", "kind", "percentageOfNodesToScore", "profiles", "extenders"));
        List<Extender> extenders = new ExtenderReader(problems).read(root.path("extenders"));
        int percentage = percentage(root, "", 0, problems);
        JsonNode profiles = root.path("profiles");
        Map<String, Profile> byName = new LinkedHashMap<>();
        if (profiles.isMissingNode()) {
            return Schedulers.STANDARD.sampling(percentage).extended(extenders);
        }
        if (!profiles.isArray() || profiles.isEmpty()) {
            problems.required("profiles");
            return Schedulers.STANDARD;
        }
        if (profiles.size() > MOST_PROFILES) {
            problems.invalid("profiles", profiles.size(), "must have at most %d items".formatted(MOST_PROFILES));
            return Schedulers.STANDARD;
        }
        for (int i = 0; i < profiles.size(); i++) {
            String path = "profiles[%d]".formatted(i);
            Profile profile = new ProfileReader(profiles.get(i), path, problems).read(percentage);
            if (byName.put(profile.name(), profile) != null) {
                problems.duplicate(path + ".schedulerName", profile.name());
            }
        }
        return new Schedulers(byName, List.of()).extended(extenders);
    }

    /// @param path of the object that it stands in, with the dot behind
    static int percentage(JsonNode object, String path, int otherwise, Problems problems) {
        JsonNode value = object.path("percentageOfNodesToScore");
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < 0 || value.asInt() > 100) {
            problems.invalid(path + "percentageOfNodesToScore", value, "not in valid range [0-100]");
        }
        return value.asInt();
    }
}
