package dev.marina.console.cluster;

import java.util.List;

/// The pages of a cluster, in the order in which they are offered.
final class Navigation {

    static final List<Page> PAGES = List.of(
            new Page("nav.overview", OverviewView.class),
            new Page("nav.nodes", NodesView.class),
            new Page("nav.workloads", WorkloadsView.class),
            new Page("nav.pods", PodsView.class),
            new Page("nav.services", ServicesView.class),
            new Page("nav.volumes", VolumesView.class),
            new Page("nav.events", EventsView.class));

    private Navigation() {}

    record Page(String titleKey, Class<? extends ClusterPage> view) {}
}
