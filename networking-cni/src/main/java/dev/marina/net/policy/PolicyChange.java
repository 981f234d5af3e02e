package dev.marina.net.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// What has changed of a cluster's objects, or all of them.
///
/// @param everything whether what is not named here is gone
/// @param podsGone by uid
/// @param namespaces with their labels
public record PolicyChange(boolean everything, Collection<PodEntry> pods, Collection<String> podsGone, Map<String, Map<String, String>> namespaces,
        Collection<String> namespacesGone, Collection<PolicyEntry> policies, Collection<PolicyName> policiesGone) {

    public static PolicyChange everything(Collection<PodEntry> pods, Map<String, Map<String, String>> namespaces, Collection<PolicyEntry> policies) {
        return new PolicyChange(true, pods, List.of(), namespaces, List.of(), policies, List.of());
    }
}
