package dev.marina.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.scheduler.Profile;
import dev.marina.scheduler.SchedulerPlugin;
import dev.marina.scheduler.plugin.InterPodAffinity;
import dev.marina.scheduler.plugin.NodeAffinity;
import dev.marina.scheduler.plugin.NodeResourcesBalancedAllocation;
import dev.marina.scheduler.plugin.NodeResourcesFit;
import dev.marina.scheduler.plugin.ResourceWeight;
import dev.marina.scheduler.plugin.ScoringStrategy;
import dev.marina.scheduler.plugin.ScoringStrategy.RequestedToCapacityRatio.Point;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Makes the plugins of a profile by their arguments, `pluginConfig`.
final class PluginArguments {

    private static final int MOST_RESOURCES = 20;
    private static final int HARD_WEIGHT = 100;
    private static final Set<String> CONFIGURED = Set.of("NodeResourcesFit", "NodeResourcesBalancedAllocation", "NodeAffinity", "InterPodAffinity");

    private final JsonNode config;
    private final String path;
    private final Problems problems;

    PluginArguments(JsonNode config, String path, Problems problems) {
        this.config = config;
        this.path = path;
        this.problems = problems;
    }

    /// All plugins by their names, in the standard order.
    Map<String, SchedulerPlugin> plugins() {
        Map<String, SchedulerPlugin> plugins = Profile.standard().plugins().stream()
                .collect(Collectors.toMap(SchedulerPlugin::name, plugin -> plugin, (one, _) -> one, LinkedHashMap::new));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < config.size(); i++) {
            String field = "%s[%d]".formatted(path, i);
            problems.only(config.get(i), field, Set.of("name", "args"));
            String name = config.get(i).path("name").asText();
            if (!seen.add(name)) {
                problems.duplicate(field + ".name", name);
            } else if (!CONFIGURED.contains(name)) {
                problems.unsupported(field + ".name", name, CONFIGURED);
            } else {
                plugins.put(name, plugin(name, config.get(i).path("args"), field + ".args"));
            }
        }
        return plugins;
    }

    private SchedulerPlugin plugin(String name, JsonNode args, String field) {
        return switch (name) {
            case "NodeResourcesFit" -> {
                problems.only(args, field, fields("scoringStrategy", "ignoredResources", "ignoredResourceGroups"));
                JsonNode strategy = args.path("scoringStrategy");
                Set<String> ignored = new HashSet<>();
                args.path("ignoredResources").forEach(each -> ignored.add(each.asText()));
                args.path("ignoredResourceGroups").forEach(each -> ignored.add(each.asText()));
                yield new NodeResourcesFit(strategy(strategy, field + ".scoringStrategy"),
                        resources(strategy.path("resources"), field + ".scoringStrategy.resources"), Set.copyOf(ignored));
            }
            case "NodeResourcesBalancedAllocation" -> {
                problems.only(args, field, fields("resources"));
                yield new NodeResourcesBalancedAllocation(resources(args.path("resources"), field + ".resources"));
            }
            case "NodeAffinity" -> {
                problems.only(args, field, fields("addedAffinity"));
                yield new NodeAffinity(affinity(args.path("addedAffinity"), field + ".addedAffinity"));
            }
            case "InterPodAffinity" -> {
                problems.only(args, field, fields("hardPodAffinityWeight", "ignorePreferredTermsOfExistingPods"));
                int weight = args.path("hardPodAffinityWeight").asInt(1);
                if (weight < 0 || weight > HARD_WEIGHT) {
                    problems.invalid(field + ".hardPodAffinityWeight", weight, "not in valid range [0-%d]".formatted(HARD_WEIGHT));
                }
                yield new InterPodAffinity(weight, args.path("ignorePreferredTermsOfExistingPods").asBoolean(false));
            }
            default -> throw new IllegalStateException(name);
        };
    }

    private static Set<String> fields(String... names) {
        Set<String> fields = new HashSet<>(Set.of(names));
        fields.addAll(Set.of("apiVersion", "kind"));
        return fields;
    }

    private ScoringStrategy strategy(JsonNode strategy, String field) {
        String type = strategy.path("type").asText("LeastAllocated");
        return switch (type) {
            case "LeastAllocated" -> ScoringStrategy.LEAST_ALLOCATED;
            case "MostAllocated" -> new ScoringStrategy.MostAllocated();
            case "RequestedToCapacityRatio" -> new ScoringStrategy.RequestedToCapacityRatio(
                    shape(strategy.path("requestedToCapacityRatio").path("shape"), field + ".requestedToCapacityRatio.shape"));
            default -> {
                problems.unsupported(field + ".type", type, Set.of("LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"));
                yield ScoringStrategy.LEAST_ALLOCATED;
            }
        };
    }

    private List<Point> shape(JsonNode points, String field) {
        List<Point> shape = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < Math.min(points.size(), 101); i++) {
            int utilization = points.get(i).path("utilization").asInt(-1);
            int score = points.get(i).path("score").asInt(-1);
            if (utilization < 0 || utilization > 100) {
                problems.invalid("%s[%d].utilization".formatted(field, i), utilization, "not in valid range [0-100]");
            }
            if (utilization <= last) {
                problems.invalid("%s[%d].utilization".formatted(field, i), utilization, "utilization values must be sorted in increasing order");
            }
            if (score < 0 || score > 10) {
                problems.invalid("%s[%d].score".formatted(field, i), score, "not in valid range [0-10]");
            }
            shape.add(new Point(utilization, score));
            last = utilization;
        }
        if (shape.isEmpty()) {
            problems.required(field);
            shape.add(new Point(0, 0));
        }
        return shape;
    }

    private List<ResourceWeight> resources(JsonNode resources, String field) {
        List<ResourceWeight> weights = new ArrayList<>();
        if (resources.size() > MOST_RESOURCES) {
            problems.invalid(field, resources.size(), "must have at most %d items".formatted(MOST_RESOURCES));
        }
        for (int i = 0; i < Math.min(resources.size(), MOST_RESOURCES); i++) {
            String name = resources.get(i).path("name").asText();
            int weight = resources.get(i).path("weight").asInt(1);
            if (name.isEmpty()) {
                problems.required("%s[%d].name".formatted(field, i));
            }
            if (weight < 1 || weight > 100) {
                problems.invalid("%s[%d].weight".formatted(field, i), weight, "resource weight of %s not in valid range [1-100]".formatted(name));
            }
            weights.add(new ResourceWeight(name, weight));
        }
        return weights.isEmpty() ? ResourceWeight.CPU_AND_MEMORY : weights;
    }

    private io.fabric8.kubernetes.api.model.NodeAffinity affinity(JsonNode affinity, String field) {
        try {
            return Serialization.unmarshal(affinity.isMissingNode() ? "{}" : affinity.toString(), io.fabric8.kubernetes.api.model.NodeAffinity.class);
        } catch (RuntimeException e) {
            problems.invalid(field, affinity, "must be a NodeAffinity as pods have it");
            return new io.fabric8.kubernetes.api.model.NodeAffinity();
        }
    }
}
