package dev.marina.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.scheduler.Profile;
import dev.marina.scheduler.SchedulerPlugin;
import dev.marina.scheduler.Steps;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads one profile: its name, which plugins it has at which extension points, and their arguments.
final class ProfileReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String ALL = "*";
    private static final int HEAVIEST = 100;
    /// Points at which a node is chosen. `preScore` is one with `score` here, and refused by name.
    private static final Set<String> CHOICE = Set.of("multiPoint", "preFilter", "filter", "score");
    private static final Set<String> POINTS = Stream.concat(CHOICE.stream(), Stream.of(Steps.Point.values()).map(Steps.Point::field))
            .collect(Collectors.toUnmodifiableSet());
    /// Plugins that choose no node.
    private static final Set<String> BESIDE = Set.of(Steps.PREEMPTION, "PrioritySort", "DefaultBinder");

    private final JsonNode profile;
    private final String path;
    private final Problems problems;

    /// @param weight 0 where the plugin's own counts
    private record Use(SchedulerPlugin plugin, int weight) {}

    /// @param field where it stands
    private record Named(String name, int weight, String field) {}

    /// What is said of one extension point.
    private record Point(String name, List<Named> disabled, List<Named> enabled) {

        boolean disables(String plugin) {
            return disabled.stream().anyMatch(each -> each.name().equals(ALL) || each.name().equals(plugin));
        }

        /// Whether the plugin is there, if it was before.
        boolean leaves(String plugin, boolean before) {
            return before && !disables(plugin) || enabled.stream().anyMatch(each -> each.name().equals(plugin));
        }
    }

    ProfileReader(JsonNode profile, String path, Problems problems) {
        this.profile = profile;
        this.path = path;
        this.problems = problems;
    }

    Profile read(int percentage) {
        problems.only(profile, path, Set.of("schedulerName", "percentageOfNodesToScore", "plugins", "pluginConfig"));
        String name = profile.path("schedulerName").asText("default-scheduler");
        if (!NAME.matcher(name).matches()) {
            problems.invalid(path + ".schedulerName", name, "must be a DNS subdomain such as \"my-scheduler\"");
        }
        int share = SchedulerConfiguration.percentage(profile, path + ".", percentage, problems);
        Map<String, SchedulerPlugin> known = new PluginArguments(profile.path("pluginConfig"), path + ".pluginConfig", problems).plugins();
        problems.only(profile.path("plugins"), path + ".plugins", POINTS);
        Map<String, Point> points = new LinkedHashMap<>();
        POINTS.forEach(point -> points.put(point, new Point(point, named(point, "disabled", known), named(point, "enabled", known))));
        LinkedHashMap<String, Use> everywhere = arranged(points.get("multiPoint"), known, standard(known), SchedulerPlugin.class);
        Steps steps = steps(points, name);
        List<SchedulerPlugin.PreFilter> preFilters = at(SchedulerPlugin.PreFilter.class, points.get("preFilter"), known, everywhere);
        List<SchedulerPlugin.Filter> filters = at(SchedulerPlugin.Filter.class, points.get("filter"), known, everywhere);
        List<Profile.Scoring> scores = new ArrayList<>();
        arranged(points.get("score"), known, only(everywhere, SchedulerPlugin.Score.class), SchedulerPlugin.Score.class).values().forEach(use -> {
            SchedulerPlugin.Score score = (SchedulerPlugin.Score) use.plugin();
            scores.add(new Profile.Scoring(score, use.weight() == 0 ? score.weight() : use.weight()));
        });
        Set<SchedulerPlugin> all = new LinkedHashSet<>(preFilters);
        all.addAll(filters);
        scores.forEach(each -> all.add(each.plugin()));
        List<SchedulerPlugin.Permit> permits = known.values().stream().filter(each -> steps.has(Steps.Point.PERMIT, each.name()))
                .map(SchedulerPlugin.Permit.class::cast).toList();
        return Profile.arranged(name, List.copyOf(all), preFilters, filters, scores, permits, share, steps);
    }

    private Steps steps(Map<String, Point> points, String scheduler) {
        Map<Steps.Point, Set<String>> plugins = new EnumMap<>(Steps.Point.class);
        for (Steps.Point step : Steps.Point.values()) {
            Point point = points.get(step.field());
            // without an order and a binder there is no scheduler: who disables all means the others
            boolean always = step == Steps.Point.QUEUE_SORT || step == Steps.Point.BIND;
            plugins.put(step, step.standard().stream().filter(each -> point.leaves(each, always || points.get("multiPoint").leaves(each, true)))
                    .collect(Collectors.toUnmodifiableSet()));
            point.enabled().stream().filter(each -> !step.standard().contains(each.name())).forEach(each -> problems.invalid(each.field(), each.name(),
                    "the plugin does not extend the extension point " + step.field()));
        }
        if (plugins.get(Steps.Point.QUEUE_SORT).isEmpty()) {
            problems.invalid(path + ".plugins.queueSort", "PrioritySort",
                    "only one queue sort plugin required for profile with scheduler name \"%s\", but got 0".formatted(scheduler));
        }
        if (plugins.get(Steps.Point.BIND).isEmpty()) {
            problems.invalid(path + ".plugins.bind", "DefaultBinder",
                    "at least one bind plugin is needed for profile with scheduler name \"%s\"".formatted(scheduler));
        }
        return new Steps(Map.copyOf(plugins));
    }

    private static LinkedHashMap<String, Use> standard(Map<String, SchedulerPlugin> known) {
        LinkedHashMap<String, Use> uses = new LinkedHashMap<>();
        known.forEach((name, plugin) -> uses.put(name, new Use(plugin, 0)));
        return uses;
    }

    private static LinkedHashMap<String, Use> only(Map<String, Use> uses, Class<? extends SchedulerPlugin> point) {
        LinkedHashMap<String, Use> there = new LinkedHashMap<>(uses);
        there.values().removeIf(use -> !point.isInstance(use.plugin()));
        return there;
    }

    private <T extends SchedulerPlugin> List<T> at(Class<T> type, Point point, Map<String, SchedulerPlugin> known, Map<String, Use> everywhere) {
        return arranged(point, known, only(everywhere, type), type).values().stream().map(use -> type.cast(use.plugin())).toList();
    }

    /// What is disabled goes, what is enabled comes behind what is left; one that is there already is set anew, at its place.
    private LinkedHashMap<String, Use> arranged(Point point, Map<String, SchedulerPlugin> known, LinkedHashMap<String, Use> uses,
            Class<? extends SchedulerPlugin> type) {
        uses.keySet().removeIf(point::disables);
        for (Named each : point.enabled()) {
            SchedulerPlugin plugin = known.get(each.name());
            if (type.isInstance(plugin)) {
                uses.put(each.name(), new Use(plugin, each.weight()));
            } else if (plugin != null || BESIDE.contains(each.name()) && type != SchedulerPlugin.class) {
                problems.invalid(each.field(), each.name(), "the plugin does not extend the extension point " + point.name());
            }
        }
        return uses;
    }

    private List<Named> named(String point, String list, Map<String, SchedulerPlugin> known) {
        JsonNode names = profile.path("plugins").path(point).path(list);
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String field = "%s.plugins.%s.%s[%d]".formatted(path, point, list, i);
            String name = names.get(i).path("name").asText();
            int weight = names.get(i).path("weight").asInt(0);
            boolean all = name.equals(ALL) && list.equals("disabled");
            if (!all && !BESIDE.contains(name) && !known.containsKey(name)) {
                Set<String> supported = new LinkedHashSet<>(known.keySet());
                supported.addAll(BESIDE);
                problems.unsupported(field + ".name", name, supported);
            }
            if (weight < 0 || weight > HEAVIEST) {
                problems.invalid(field + ".weight", weight, "must be in the range 0 to %d".formatted(HEAVIEST));
            }
            named.add(new Named(name, weight, field + ".name"));
        }
        return named;
    }
}
