package dev.marina.labs.run;

import dev.marina.api.ClusterReads.ServedKind;
import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionKind;
import dev.marina.api.ObjectKey;
import dev.marina.labs.content.Act;
import dev.marina.labs.content.Condition.What;
import dev.marina.labs.content.Condition;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Lab;
import dev.marina.labs.grading.Kinds;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// Which changes concern a run.
///
/// @param namespaces in which; objects without a namespace concern it wherever their type does
/// @param unread whether nobody has looked into the lab yet: whatever happens in the namespaces may concern it
public record Watched(Set<String> namespaces, Set<GroupResource> types, boolean unread) {

    static final Watched NOTHING = new Watched(Set.of(), Set.of(), false);

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final GroupResource EVENTS = new GroupResource("", "events");
    /// What may change an answer.
    private static final Set<GroupResource> BEHIND_ANSWERS = Set.of(new GroupResource("", "pods"), new GroupResource("", "services"),
            new GroupResource("discovery.k8s.io", "endpointslices"));

    /// What says who may do what.
    private static final Set<GroupResource> RIGHTS = Set.of(new GroupResource(RBAC, "roles"), new GroupResource(RBAC, "rolebindings"),
            new GroupResource(RBAC, "clusterroles"), new GroupResource(RBAC, "clusterrolebindings"));

    static Watched within(String namespace) {
        return new Watched(Set.of(namespace), Set.of(), true);
    }

    public static Watched of(Lab lab, Filling filling, Kinds kinds) {
        Set<String> namespaces = new HashSet<>(Set.of(filling.values().get(Filling.NAMESPACE)));
        Set<GroupResource> types = new HashSet<>();
        lab.conditions().forEach(condition -> {
            condition.subject().map(dev.marina.labs.content.Subject::namespace).filter(other -> !other.isEmpty())
                    .map(filling::text).ifPresent(namespaces::add);
            types(condition, kinds).forEach(types::add);
            if (condition.what() instanceof What.Permits permits) {
                Stream.concat(Stream.of(permits.namespace()), Stream.concat(permits.allowed().stream(), permits.denied().stream()).map(Act::namespace))
                        .filter(other -> !other.isEmpty()).map(filling::text).forEach(namespaces::add);
            }
        });
        return new Watched(Set.copyOf(namespaces), Set.copyOf(types), false);
    }

    private static Stream<GroupResource> types(Condition condition, Kinds kinds) {
        return switch (condition.what()) {
            case What.Of(var subject, _) -> type(subject.kind(), kinds);
            case What.Count count -> type(count.subject().kind(), kinds);
            case What.Told _ -> Stream.of(EVENTS);
            case What.Permits _ -> RIGHTS.stream();
            case What.Printed _, What.Answers _, What.Reached _, What.Uses _ -> BEHIND_ANSWERS.stream();
        };
    }

    private static Stream<GroupResource> type(GroupVersionKind kind, Kinds kinds) {
        return kinds.find(kind).map(ServedKind::resource).map(dev.marina.api.GroupVersionResource::groupResource).stream();
    }

    public boolean concerns(ObjectKey key) {
        return key.namespace().isEmpty()
                ? types.contains(key.resource())
                : namespaces.contains(key.namespace()) && (unread || types.contains(key.resource()));
    }
}
