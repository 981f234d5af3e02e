package dev.marina.apiserver.admission.webhook;

import dev.marina.api.GroupResource;
import dev.marina.apiserver.admission.Compiled;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.store.Derived;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The webhooks of a cluster of one kind. Made anew when a configuration has changed, and forgotten with the image.
final class Webhooks {

    private final GroupResource configurations;
    private final Compiled<List<Webhook>> compiled = new Compiled<>("webhooks", Webhook::list);
    /// By what stands for all configurations of a cluster at a time.
    private final Derived<Object, List<Configured>> known = new Derived<>();

    Webhooks(String configurations) {
        this.configurations = new GroupResource("admissionregistration.k8s.io", configurations);
    }

    /// @param configuration its name
    /// @param index in its configuration
    record Configured(String configuration, int index, Webhook webhook) {
        /// What tells it from others.
        Object key() {
            return List.of(configuration, index, webhook.name());
        }
    }

    boolean any(ClusterView view) {
        return view.image().count(configurations) > 0;
    }

    /// In order of the configurations' names, and of each configuration.
    List<Configured> of(ClusterView view) {
        return known.of(view.image().state(configurations), _ -> read(view));
    }

    private List<Configured> read(ClusterView view) {
        List<Configured> all = new ArrayList<>();
        try (Stream<Stored> stored = view.image().list(configurations, "")) {
            stored.filter(each -> !each.opaque()).forEach(each -> {
                List<Webhook> webhooks = compiled.of(each);
                for (int i = 0; i < webhooks.size(); i++) {
                    all.add(new Configured(each.key().name(), i, webhooks.get(i)));
                }
            });
        }
        return List.copyOf(all);
    }
}
