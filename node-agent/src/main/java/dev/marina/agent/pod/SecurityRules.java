package dev.marina.agent.pod;

import dev.marina.agent.runtime.ContainerSpec;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a container of a tenant may at most do on a machine that it shares with other tenants.
final class SecurityRules {

    /// What container engines give by default, without making device nodes and writing to the machine's audit log.
    private static final Set<String> DEFAULT = Set.of("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "NET_RAW", "SETGID", "SETUID", "SETFCAP",
            "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL");
    /// What a pod may ask for: nothing that reaches beyond its own namespaces.
    private static final Set<String> GRANTABLE = Set.of("NET_ADMIN", "NET_BROADCAST", "SYS_PTRACE", "IPC_LOCK", "IPC_OWNER", "LEASE");

    private SecurityRules() {}

    /// Why this pod may not run here at all.
    static Optional<String> refuse(Pod pod) {
        if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
            return Optional.of("hostPID is not available: a node is part of a machine that clusters share");
        }
        if (Boolean.TRUE.equals(pod.getSpec().getHostIPC())) {
            return Optional.of("hostIPC is not available: a node is part of a machine that clusters share");
        }
        for (Container container : PodContainers.of(pod)) {
            SecurityContext security = container.getSecurityContext();
            if (security == null) {
                continue;
            }
            if (Boolean.TRUE.equals(security.getPrivileged())) {
                return Optional.of("container %s: privileged is not available: a node is part of a machine that clusters share".formatted(container.getName()));
            }
            for (String capability : added(security)) {
                boolean ofTheNode = capability.equals("NET_ADMIN") && Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
                if (!capability.equals("ALL") && (ofTheNode || !DEFAULT.contains(capability) && !GRANTABLE.contains(capability))) {
                    return Optional.of("container %s: capability %s is not available".formatted(container.getName(), capability));
                }
            }
        }
        return Optional.empty();
    }

    static ContainerSpec.Security of(Pod pod, Container container, String imageUser) {
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
        Optional<String> identity = user == null && group == null ? Optional.empty()
                : Optional.of((user == null ? imageUser.isEmpty() ? "0" : imageUser.split(":")[0] : user.toString()) + (group == null ? "" : ":" + group));
        return new ContainerSpec.Security(identity, groups, capabilities(own, Boolean.TRUE.equals(pod.getSpec().getHostNetwork())),
                Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()), Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), false);
    }

    private static void requireNonRoot(Container container, Long user, String imageUser) {
        if (user != null && user == 0) {
            throw new Environment.Unresolved("container's runAsUser breaks non-root policy (pod: container: %s)".formatted(container.getName()));
        }
        String name = imageUser.split(":")[0];
        if (user == null && (name.isEmpty() || name.equals("0") || name.equals("root"))) {
            throw new Environment.Unresolved("container has runAsNonRoot and image will run as root (container: %s)".formatted(container.getName()));
        }
        if (user == null && !name.chars().allMatch(Character::isDigit)) {
            throw new Environment.Unresolved("container has runAsNonRoot and image has non-numeric user (%s), cannot verify user is non-root (container: %s)"
                    .formatted(name, container.getName()));
        }
    }

    private static List<String> capabilities(SecurityContext security, boolean hostNetwork) {
        Set<String> all = new TreeSet<>(DEFAULT);
        Set<String> added = added(security);
        List<String> dropped = Optional.ofNullable(security.getCapabilities()).map(Capabilities::getDrop).orElse(List.of()).stream().map(SecurityRules::plain).toList();
        if (dropped.contains("ALL")) {
            all.clear();
        }
        if (added.contains("ALL")) {
            all.addAll(DEFAULT);
            all.addAll(GRANTABLE);
        }
        dropped.forEach(all::remove);
        all.addAll(added);
        all.remove("ALL");
        if (hostNetwork) {
            all.remove("NET_ADMIN");
        }
        return List.copyOf(all);
    }

    private static Set<String> added(SecurityContext security) {
        Set<String> added = new TreeSet<>();
        Optional.ofNullable(security.getCapabilities()).map(Capabilities::getAdd).orElse(List.of()).forEach(name -> added.add(plain(name)));
        return added;
    }

    private static String plain(String capability) {
        String name = capability.toUpperCase(Locale.ROOT);
        return name.startsWith("CAP_") ? name.substring(4) : name;
    }
}
