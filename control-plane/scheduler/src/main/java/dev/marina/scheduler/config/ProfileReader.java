package dev.marina.scheduler.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.scheduler.Profile;
import dev.marina.scheduler.SchedulerPlugin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads one profile: its name, which plugins it has at which extension points, and their arguments.
final class ProfileReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String PREEMPTION = "DefaultPreemption";
    private static final int HEAVIEST = 100;
    /// Points that can be arranged; at the others every scheduler does what upstream's does with its standard plugins.
    private static final Set<String> POINTS = Set.of("multiPoint", "preFilter", "filter", "postFilter", "score");

    private final JsonNode profile;
    private final String path;
    private final Problems problems;

    /// @param weight 0 where the plugin's own counts
    private record Use(SchedulerPlugin plugin, int weight) {}

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
        int share = SchedulerConfiguration.percentage(profile, "percentageOfNodesToScore", percentage, problems);
        Map<String, SchedulerPlugin> known = new PluginArguments(profile.path("pluginConfig"), path + ".pluginConfig", problems).plugins();
        JsonNode plugins = profile.path("plugins");
        problems.only(plugins, path + ".plugins", POINTS);
        LinkedHashMap<String, Use> everywhere = arranged(plugins, "multiPoint", known, standard(known), _ -> true);
        boolean preempts = preempts(plugins, preempts(plugins, true, "multiPoint"), "postFilter");
        List<SchedulerPlugin.PreFilter> preFilters = at(SchedulerPlugin.PreFilter.class, plugins, "preFilter", known, everywhere);
        List<SchedulerPlugin.Filter> filters = at(SchedulerPlugin.Filter.class, plugins, "filter", known, everywhere);
        List<Profile.Scoring> scores = new ArrayList<>();
        arranged(plugins, "score", known, only(everywhere, SchedulerPlugin.Score.class), SchedulerPlugin.Score.class::isInstance).values().forEach(use -> {
            SchedulerPlugin.Score score = (SchedulerPlugin.Score) use.plugin();
            scores.add(new Profile.Scoring(score, use.weight() == 0 ? score.weight() : use.weight()));
        });
        Set<SchedulerPlugin> all = new LinkedHashSet<>(preFilters);
        all.addAll(filters);
        scores.forEach(each -> all.add(each.plugin()));
        return Profile.arranged(name, List.copyOf(all), preFilters, filters, scores, share, preempts);
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

    private <T extends SchedulerPlugin> List<T> at(Class<T> point, JsonNode plugins, String name, Map<String, SchedulerPlugin> known,
            Map<String, Use> everywhere) {
        return arranged(plugins, name, known, only(everywhere, point), point::isInstance).values().stream().map(use -> point.cast(use.plugin())).toList();
    }

    /// What is disabled goes, what is enabled comes behind what is left; one that is there already is set anew, at its place.
    private LinkedHashMap<String, Use> arranged(JsonNode plugins, String point, Map<String, SchedulerPlugin> known, LinkedHashMap<String, Use> uses,
            Function<SchedulerPlugin, Boolean> fits) {
        names(plugins, point, "disabled", known, (name, _, _) -> {
            if (name.equals("*")) {
                uses.clear();
            } else {
                uses.remove(name);
            }
        });
        names(plugins, point, "enabled", known, (name, weight, field) -> {
            SchedulerPlugin plugin = known.get(name);
            if (plugin != null && fits.apply(plugin)) {
                uses.put(name, new Use(plugin, weight));
            } else if (plugin != null) {
                problems.invalid(field, name, "the plugin does not extend the extension point " + point);
            }
        });
        return uses;
    }

    private boolean preempts(JsonNode plugins, boolean before, String point) {
        boolean[] preempts = {before};
        names(plugins, point, "disabled", Map.of(), (name, _, _) -> preempts[0] &= !name.equals("*") && !name.equals(PREEMPTION));
        names(plugins, point, "enabled", Map.of(), (name, _, _) -> preempts[0] |= name.equals(PREEMPTION));
        return preempts[0];
    }

    private interface Named {
        void take(String name, int weight, String field);
    }

    /// @param known empty where only preemption is looked for
    private void names(JsonNode plugins, String point, String list, Map<String, SchedulerPlugin> known, Named each) {
        JsonNode names = plugins.path(point).path(list);
        for (int i = 0; i < names.size(); i++) {
            String field = "%s.plugins.%s.%s[%d]".formatted(path, point, list, i);
            String name = names.get(i).path("name").asText();
            int weight = names.get(i).path("weight").asInt(0);
            boolean all = name.equals("*") && list.equals("disabled");
            if (!known.isEmpty() && !all && !name.equals(PREEMPTION) && !known.containsKey(name)) {
                Set<String> supported = new LinkedHashSet<>(known.keySet());
                supported.add(PREEMPTION);
                problems.unsupported(field + ".name", name, supported);
            }
            if (weight < 0 || weight > HEAVIEST) {
                problems.invalid(field + ".weight", weight, "must be in the range 0 to %d".formatted(HEAVIEST));
            }
            each.take(name, weight, field + ".name");
        }
    }
}
