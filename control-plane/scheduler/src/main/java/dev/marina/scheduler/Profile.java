package dev.marina.scheduler;

import dev.marina.scheduler.plugin.DynamicResources;
import dev.marina.scheduler.plugin.GangScheduling;
import dev.marina.scheduler.plugin.ImageLocality;
import dev.marina.scheduler.plugin.InterPodAffinity;
import dev.marina.scheduler.plugin.NodeAffinity;
import dev.marina.scheduler.plugin.NodeDeclaredFeatures;
import dev.marina.scheduler.plugin.NodeName;
import dev.marina.scheduler.plugin.NodePorts;
import dev.marina.scheduler.plugin.NodeResourcesBalancedAllocation;
import dev.marina.scheduler.plugin.NodeResourcesFit;
import dev.marina.scheduler.plugin.NodeUnschedulable;
import dev.marina.scheduler.plugin.NodeVolumeLimits;
import dev.marina.scheduler.plugin.PodTopologySpread;
import dev.marina.scheduler.plugin.TaintToleration;
import dev.marina.scheduler.plugin.VolumeBinding;
import dev.marina.scheduler.plugin.VolumeRestrictions;
import dev.marina.scheduler.plugin.VolumeZone;
import java.util.List;

/// What one of a cluster's schedulers goes by: its plugins, of each extension point the first runs first.
///
/// @param name pods ask for it as `spec.schedulerName`
/// @param plugins all of them, each once
/// @param steps what it does before and behind the choice of a node
public record Profile(String name, List<SchedulerPlugin> plugins, List<SchedulerPlugin.PreFilter> preFilters, List<SchedulerPlugin.Filter> filters,
        List<Scoring> scores, List<SchedulerPlugin.Permit> permits, Sample sample, Steps steps) {

    /// @param weight what its scores are multiplied by
    public record Scoring(SchedulerPlugin.Score plugin, int weight) {}

    public static Profile standard() {
        return of(List.of(
                new GangScheduling(), // pods of a gang wait for each other
                new NodeUnschedulable(), // a flag
                new NodeName(), // a comparison
                new TaintToleration(), // a few taints
                new NodeAffinity(), // labels
                new NodePorts(), // a map of the node
                new NodeResourcesFit(), // sums of the node
                new VolumeRestrictions(), // reads claims
                new NodeVolumeLimits(), // reads claims and volumes
                new VolumeBinding(), // looks for volumes
                new VolumeZone(), // labels of volumes
                new PodTopologySpread(), // counts per domain
                new InterPodAffinity(), // looks at groups of pods
                new DynamicResources(), // looks for devices
                new NodeDeclaredFeatures(), // few pods need any
                new NodeResourcesBalancedAllocation(),
                new ImageLocality()));
    }

    /// The default scheduler's with these plugins, at all points that they have and with their own weights.
    static Profile of(List<SchedulerPlugin> plugins) {
        return new Profile(Scheduler.NAME, plugins, at(SchedulerPlugin.PreFilter.class, plugins), at(SchedulerPlugin.Filter.class, plugins),
                at(SchedulerPlugin.Score.class, plugins).stream().map(plugin -> new Scoring(plugin, plugin.weight())).toList(),
                at(SchedulerPlugin.Permit.class, plugins), Sample.ADAPTIVE, Steps.STANDARD);
    }

    /// As a cluster's owner wants it.
    ///
    /// @param percentage of the nodes that are looked at, 0 for as many as there is need for
    public static Profile arranged(String name, List<SchedulerPlugin> plugins, List<SchedulerPlugin.PreFilter> preFilters, List<SchedulerPlugin.Filter> filters,
            List<Scoring> scores, List<SchedulerPlugin.Permit> permits, int percentage, Steps steps) {
        return new Profile(name, plugins, preFilters, filters, List.copyOf(scores), permits, new Sample(percentage), steps);
    }

    /// Whether less important pods make room for those that fit nowhere.
    public boolean preempts() {
        return steps.has(Steps.Point.POST_FILTER, Steps.PREEMPTION);
    }

    Profile sampling(int percentage) {
        return new Profile(name, plugins, preFilters, filters, scores, permits, new Sample(percentage), steps);
    }

    /// The same, where no node needs to have these resources.
    Profile leaving(List<String> resources) {
        return resources.isEmpty()
                ? this
                : new Profile(name, leaving(plugins, resources), preFilters, leaving(filters, resources),
                        scores.stream().map(each -> new Scoring(leaving(each.plugin, resources), each.weight)).toList(), permits, sample, steps);
    }

    private static <T extends SchedulerPlugin> List<T> leaving(List<T> plugins, List<String> resources) {
        return plugins.stream().map(each -> leaving(each, resources)).toList();
    }

    @SuppressWarnings("unchecked")
    private static <T extends SchedulerPlugin> T leaving(T plugin, List<String> resources) {
        return plugin instanceof NodeResourcesFit fit ? (T) fit.leaving(resources) : plugin;
    }

    private static <T extends SchedulerPlugin> List<T> at(Class<T> point, List<SchedulerPlugin> plugins) {
        return plugins.stream().filter(point::isInstance).map(point::cast).toList();
    }
}
