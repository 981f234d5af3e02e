package dev.marina.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.schedule.GoDuration;
import dev.marina.scheduler.extender.Extender;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads `extenders`. ValidateExtenders in pkg/scheduler/apis/config/validation
final class ExtenderReader {

    private static final int MOST = 4;
    private static final int HEAVIEST = 100_000;
    private static final Duration DEFAULT = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Problems problems;

    ExtenderReader(Problems problems) {
        this.problems = problems;
    }

    List<Extender> read(JsonNode extenders) {
        List<Extender> read = new ArrayList<>();
        if (extenders.size() > MOST) {
            problems.invalid("extenders", extenders.size(), "must have at most %d items".formatted(MOST));
            return read;
        }
        Set<String> resources = new HashSet<>();
        for (int i = 0; i < extenders.size(); i++) {
            read.add(read(extenders.get(i), "extenders[%d]".formatted(i), resources));
        }
        if (read.stream().filter(each -> !each.bindVerb().isEmpty()).count() > 1) {
            problems.invalid("extenders", "bindVerb", "only one extender can implement bind");
        }
        return read;
    }

    /// @param known resources that extenders before it manage: each has one
    private Extender read(JsonNode extender, String path, Set<String> known) {
        problems.only(extender, path,
                Set.of("urlPrefix", "filterVerb", "prioritizeVerb", "bindVerb", "preemptVerb", "weight", "enableHTTPS", "tlsConfig", "httpTimeout",
                        "nodeCacheCapable", "managedResources", "ignorable"));
        problems.only(extender.path("tlsConfig"), path + ".tlsConfig", Set.of("caData"));
        String url = extender.path("urlPrefix").asText();
        if (url.isEmpty()) {
            problems.required(path + ".urlPrefix");
        } else if (!address(url)) {
            problems.invalid(path + ".urlPrefix", url, "must be an https address, or an http address of a Service such as http://name.namespace.svc:8080/path");
        }
        int weight = extender.path("weight").asInt(1);
        if (!extender.path("prioritizeVerb").asText().isEmpty() && weight <= 0 || weight > HEAVIEST) {
            problems.invalid(path + ".weight", weight, "must have a positive weight applied to it, %d at most".formatted(HEAVIEST));
        }
        Set<String> managed = new HashSet<>();
        Set<String> ignored = new HashSet<>();
        JsonNode resources = extender.path("managedResources");
        for (int i = 0; i < resources.size(); i++) {
            String at = "%s.managedResources[%d]".formatted(path, i);
            problems.only(resources.get(i), at, Set.of("name", "ignoredByScheduler"));
            String name = resources.get(i).path("name").asText();
            if (!name.contains("/")) {
                problems.invalid(at + ".name", name, "must be an extended resource such as example.com/gpu");
            }
            managed.add(name);
            if (!known.add(name)) {
                problems.duplicate(at + ".name", name);
            }
            if (resources.get(i).path("ignoredByScheduler").asBoolean()) {
                ignored.add(name);
            }
        }
        return new Extender(url.replaceAll("/+$", ""), verb(extender, "filterVerb"), verb(extender, "prioritizeVerb"), verb(extender, "bindVerb"),
                verb(extender, "preemptVerb"), weight, extender.path("nodeCacheCapable").asBoolean(), extender.path("ignorable").asBoolean(),
                Set.copyOf(managed), Set.copyOf(ignored),
                timeout(extender.path("httpTimeout"), path + ".httpTimeout"), extender.path("tlsConfig").path("caData").asText());
    }

    private static String verb(JsonNode extender, String name) {
        return extender.path(name).asText().replaceAll("^/+", "");
    }

    /// Where it may really be called is decided when it is.
    private static boolean address(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && uri.getHost().matches("[^.]+\\.[^.]+\\.svc"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Duration timeout(JsonNode text, String path) {
        if (text.isMissingNode() || text.asText().isEmpty() || text.asText().equals("0s")) {
            return DEFAULT;
        }
        Duration timeout = GoDuration.parse(text.asText()).orElse(Duration.ZERO);
        if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
            problems.invalid(path, text.asText(), "must be a duration such as 500ms or 5s, %d seconds at most".formatted(LONGEST.toSeconds()));
            return DEFAULT;
        }
        return timeout;
    }
}
