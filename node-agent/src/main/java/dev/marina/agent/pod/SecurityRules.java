package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerSpec;
import dev.marina.model.LinuxCapabilities;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a container of a tenant may at most do on a machine that it shares with other tenants.
final class SecurityRules {

    private SecurityRules() {}

    /// Why this pod may not run here at all.
    ///
    /// @param mapsIds whether the node's containers are in user namespaces: elsewhere a capability of theirs is one of the machine's
    static Optional<String> refuse(Pod pod, boolean mapsIds) {
        if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
            return Optional.of("hostPID is not available: a node is part of a machine that clusters share");
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostIPC())) {
            return Optional.of("hostIPC is not available: a node is part of a machine that clusters share");
        }
        for (Container container : PodContainers.of(pod)) {
            Optional<String> refused = refuse(pod, container, mapsIds);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    /// Why this container may not run in the pod.
    static Optional<String> refuse(Pod pod, Container container, boolean mapsIds) {
        SecurityContext security = Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
        for (String capability : added(security)) {
            if (!LinuxCapabilities.grantable(capability, Boolean.TRUE.equals(pod.getSpec().getHostNetwork()))) {
                return Optional.of("container %s: capability %s is not available".formatted(container.getName(), capability));
            }
            if (!mapsIds && LinuxCapabilities.GRANTABLE.contains(capability)) {
                return Optional.of("container %s: capability %s is not available on a node whose containers have no user namespaces"
                        .formatted(container.getName(), capability));
            }
        }
        return Optional.empty();
    }

    static ContainerSpec.Security of(Pod pod, Container container, String imageUser, boolean mapsIds) {
        SecurityContext own = Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
        PodSecurityContext pods = Optional.ofNullable(pod.getSpec().getSecurityContext()).orElseGet(PodSecurityContext::new);
        Long user = own.getRunAsUser() != null ? own.getRunAsUser() : pods.getRunAsUser();
        Long group = own.getRunAsGroup() != null ? own.getRunAsGroup() : pods.getRunAsGroup();
        Boolean nonRoot = own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : pods.getRunAsNonRoot();
        if (Boolean.TRUE.equals(nonRoot)) {
            requireNonRoot(container, user, imageUser);
        }
        List<String> groups = new ArrayList<>();
        pods.getSupplementalGroups().forEach(id -> groups.add(id.toString()));
        Optional.ofNullable(pods.getFsGroup()).ifPresent(id -> groups.add(id.toString()));
        Optional<String> identity = user == null && group == null
                ? Optional.empty()
                : Optional.of((user == null ? imageUser.isEmpty() ? "0" : imageUser.split(":")[0] : user.toString()) + (group == null ? "" : ":" + group));
        return new ContainerSpec.Security(identity, groups, capabilities(own, Boolean.TRUE.equals(pod.getSpec().getHostNetwork()), mapsIds),
                Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()), Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), false);
    }

    private static void requireNonRoot(Container container, Long user, String imageUser) {
        if (user != null && user == 0) {
            throw new Environment.Unresolved("container's runAsUser breaks non-root policy (pod: container: %s)".formatted(container.getName()));
        }
        String name = imageUser.split(":")[0];
        // Zeros in any number are root.
        if (user == null && (name.chars().allMatch(digit -> digit == '0') || name.equals("root"))) {
            throw new Environment.Unresolved("container has runAsNonRoot and image will run as root (container: %s)".formatted(container.getName()));
        }
        if (user == null && !name.chars().allMatch(Character::isDigit)) {
            throw new Environment.Unresolved("container has runAsNonRoot and image has non-numeric user (%s), cannot verify user is non-root (container: %s)"
                    .formatted(name, container.getName()));
        }
    }

    private static List<String> capabilities(SecurityContext security, boolean hostNetwork, boolean mapsIds) {
        Set<String> all = new TreeSet<>(LinuxCapabilities.DEFAULT);
        Set<String> added = added(security);
        List<String> dropped = Optional.ofNullable(security.getCapabilities()).map(Capabilities::getDrop).orElse(List.of()).stream()
                .map(LinuxCapabilities::plain).toList();
        if (dropped.contains(LinuxCapabilities.ALL)) {
            all.clear();
        }
        // Whoever may have it could have listed as much: it opens nothing that is not open.
        if (added.contains(LinuxCapabilities.ALL) || Boolean.TRUE.equals(security.getPrivileged())) {
            all.addAll(LinuxCapabilities.DEFAULT);
            all.addAll(mapsIds ? LinuxCapabilities.GRANTABLE : Set.of());
        }
        dropped.forEach(all::remove);
        all.addAll(added);
        all.remove(LinuxCapabilities.ALL);
        if (hostNetwork) {
            all.remove("NET_ADMIN");
        }
        return List.copyOf(all);
    }

    private static Set<String> added(SecurityContext security) {
        Set<String> added = new TreeSet<>();
        Optional.ofNullable(security.getCapabilities()).map(Capabilities::getAdd).orElse(List.of()).forEach(name -> added.add(LinuxCapabilities.plain(name)));
        return added;
    }
}
