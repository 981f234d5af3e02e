package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Sysctl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Kernel settings that a pod may have for itself: upstream's safe ones, which count in a pod's own namespaces only.
final class Sysctls {

    private static final Set<String> SAFE = Set.of("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

    private Sysctls() {}

    static Optional<String> refuse(Pod pod) {
        for (Sysctl sysctl : asked(pod)) {
            String name = plain(sysctl.getName());
            if (!SAFE.contains(name)) {
                return Optional.of("forbidden sysctl: \"%s\" not allowlisted".formatted(sysctl.getName()));
            }
            if (name.startsWith("net.") && Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
                return Optional.of("forbidden sysctl: \"%s\" not allowed with host net enabled".formatted(sysctl.getName()));
            }
        }
        return Optional.empty();
    }

    static Map<String, String> of(Pod pod) {
        return asked(pod).stream().collect(Collectors.toMap(sysctl -> plain(sysctl.getName()), Sysctl::getValue, (_, last) -> last));
    }

    private static List<Sysctl> asked(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSecurityContext()).map(PodSecurityContext::getSysctls).orElse(List.of());
    }

    /// The API takes slashes too.
    private static String plain(String name) {
        return name.replace('/', '.');
    }
}
