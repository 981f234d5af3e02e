package dev.marina.agent.pod;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `/etc/hosts`, `/etc/resolv.conf` and `/etc/hostname` of a pod's containers, as files of the pod's directory.
final class PodFiles {

    private static final int MOST_HOSTS = 64 * 1024;

    private PodFiles() {}

    static void write(NodeContext node, Pod pod, List<String> addresses) {
        try {
            Path directory = Files.createDirectories(node.podDirectory(pod.getMetadata().getUid()));
            write(node, directory.resolve("etc-hosts"), hosts(node, pod, addresses));
            write(node, directory.resolve("resolv.conf"), resolvConf(node, pod));
            write(node, directory.resolve("hostname"), hostname(node, pod) + "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// In place: the containers have this very file mounted.
    private static void write(NodeContext node, Path file, String text) throws IOException {
        Files.writeString(file, text);
        node.owner().take(file);
    }

    static String hostname(NodeContext node, Pod pod) {
        if (Boolean.TRUE.equals(pod.getSpec().getHostNetwork())) {
            return node.node().name();
        }
        if (pod.getSpec().getHostnameOverride() != null && !pod.getSpec().getHostnameOverride().isEmpty()) {
            return pod.getSpec().getHostnameOverride();
        }
        String name = Optional.ofNullable(pod.getSpec().getHostname()).filter(h -> !h.isEmpty()).orElse(pod.getMetadata().getName());
        String cut = name.length() > 63 ? name.substring(0, 63).replaceAll("[-.]+$", "") : name;
        String domain = domain(pod);
        return Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN()) && !domain.isEmpty() ? cut + "." + domain : cut;
    }

    /// Of a pod that has a subdomain, else empty.
    private static String domain(Pod pod) {
        String subdomain = pod.getSpec().getSubdomain();
        return subdomain == null || subdomain.isEmpty() ? "" : "%s.%s.svc.cluster.local".formatted(subdomain, pod.getMetadata().getNamespace());
    }

    private static String hosts(NodeContext node, Pod pod, List<String> addresses) {
        return (Boolean.TRUE.equals(pod.getSpec().getHostNetwork()) ? hostsOfNode(node) : hostsOfPod(pod, addresses, hostname(node, pod))) + aliases(pod);
    }

    private static String hostsOfNode(NodeContext node) {
        return "# Kubernetes-managed hosts file (host network).\n" + node.volumes().hostFile("etc/hosts", MOST_HOSTS);
    }

    private static String hostsOfPod(Pod pod, List<String> addresses, String hostname) {
        StringBuilder text = new StringBuilder("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        String domain = domain(pod);
        for (String address : addresses) {
            text.append(address);
            if (!domain.isEmpty() && !hostname.contains(".")) {
                text.append('\t').append(hostname).append('.').append(domain);
            }
            text.append('\t').append(hostname).append('\n');
        }
        return text.toString();
    }

    private static String aliases(Pod pod) {
        if (pod.getSpec().getHostAliases().isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n# Entries added by HostAliases.\n");
        for (HostAlias alias : pod.getSpec().getHostAliases()) {
            text.append(alias.getIp()).append('\t').append(String.join("\t", alias.getHostnames())).append('\n');
        }
        return text.toString();
    }

    private static String resolvConf(NodeContext node, Pod pod) {
        String policy = Optional.ofNullable(pod.getSpec().getDnsPolicy()).orElse("ClusterFirst");
        boolean cluster = policy.equals("ClusterFirstWithHostNet") || policy.equals("ClusterFirst") && !Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        String namespace = pod.getMetadata().getNamespace();
        List<String> servers = new ArrayList<>();
        List<String> searches = new ArrayList<>();
        List<String> options = new ArrayList<>();
        if (cluster) {
            servers.add(node.dnsServer());
            searches.addAll(List.of(namespace + ".svc.cluster.local", "svc.cluster.local", "cluster.local"));
            options.add("ndots:5");
        } else if (!policy.equals("None")) {
            // The machine's own resolver may be on its loopback, which a node does not reach; the cluster's forwards outside names.
            servers.add(node.dnsServer());
        }
        PodDNSConfig own = pod.getSpec().getDnsConfig();
        if (own != null) {
            servers.addAll(own.getNameservers());
            searches.addAll(own.getSearches());
            own.getOptions().forEach(option -> options.add(option.getValue() == null ? option.getName() : option.getName() + ":" + option.getValue()));
        }
        return Stream.of(servers.stream().distinct().limit(3).map(server -> "nameserver " + server),
                searches.isEmpty() ? Stream.<String>empty() : Stream.of("search " + String.join(" ", searches.stream().distinct().toList())),
                options.isEmpty() ? Stream.<String>empty() : Stream.of("options " + String.join(" ", options)))
                .flatMap(lines -> lines).reduce("", (all, line) -> all + line + "\n");
    }
}
