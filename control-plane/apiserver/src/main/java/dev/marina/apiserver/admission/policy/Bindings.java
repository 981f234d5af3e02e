package dev.marina.apiserver.admission.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.admission.Compiled;
import dev.marina.apiserver.admission.matching.Matching;
import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.store.Derived;
import dev.marina.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The policies of a cluster that are bound, with their bindings. Made anew when one of them has changed, and forgotten with the image.
///
/// @param <T> a compiled policy
final class Bindings<T> {

    private final GroupResource policies;
    private final GroupResource bindings;
    private final Compiled<T> compiled;
    /// By what stands for all bindings of a cluster at a time, and for all its policies.
    private final Derived<Object, Derived<Object, List<Bound<T>>>> known = new Derived<>();

    Bindings(GroupResource policies, GroupResource bindings, Compiled<T> compiled) {
        this.policies = policies;
        this.bindings = bindings;
        this.compiled = compiled;
    }

    /// @param parameter missing where the binding names none
    record Binding(String name, Matching matching, JsonNode parameter, List<String> actions) {
        static Binding of(Document binding) {
            return new Binding(binding.name(), Matching.ofResources(binding.at("spec", "matchResources")), binding.at("spec", "paramRef"),
                    binding.at("spec", "validationActions").valueStream().map(JsonNode::asText).toList());
        }
    }

    record Bound<T>(String name, T policy, List<Binding> bindings) {}

    boolean any(ClusterView view) {
        return view.image().count(bindings) > 0 && view.image().count(policies) > 0;
    }

    /// In order of the policies' names.
    List<Bound<T>> of(ClusterView view) {
        return known.of(view.image().state(bindings), _ -> new Derived<>()).of(view.image().state(policies), _ -> read(view));
    }

    private List<Bound<T>> read(ClusterView view) {
        Map<String, List<Binding>> byPolicy = new TreeMap<>();
        try (Stream<Stored> all = view.image().list(bindings, "")) {
            all.filter(stored -> !stored.opaque()).map(stored -> Document.parse(stored.bytes()))
                    .forEach(binding -> byPolicy.computeIfAbsent(binding.text("spec", "policyName"), _ -> new ArrayList<>()).add(Binding.of(binding)));
        }
        List<Bound<T>> bound = new ArrayList<>();
        byPolicy.forEach((name, of) -> policy(view, name).ifPresent(stored -> bound.add(new Bound<>(name, compiled.of(stored), List.copyOf(of)))));
        return List.copyOf(bound);
    }

    private Optional<Stored> policy(ClusterView view, String name) {
        return view.image().find(new ObjectKey(view.cluster(), policies, "", name)).filter(stored -> !stored.opaque());
    }
}
