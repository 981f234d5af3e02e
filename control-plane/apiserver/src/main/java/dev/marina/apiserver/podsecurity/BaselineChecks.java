package dev.marina.apiserver.podsecurity;

import static dev.marina.apiserver.podsecurity.PodFields.at;
import static dev.marina.apiserver.podsecurity.PodFields.containers;
import static dev.marina.apiserver.podsecurity.PodFields.counted;
import static dev.marina.apiserver.podsecurity.PodFields.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What leads out of a container by ways that are known.
final class BaselineChecks {

    private static final Set<String> CAPABILITIES = Set.of("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
            "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT");
    private static final Set<String> SELINUX_TYPES = Set.of("", "container_t", "container_init_t", "container_kvm_t");
    private static final Set<String> SELINUX_TYPES_31 = plus(SELINUX_TYPES, "container_engine_t");
    private static final Set<String> SYSCTLS = Set.of("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start");
    private static final Set<String> SYSCTLS_27 = plus(SYSCTLS, "net.ipv4.ip_local_reserved_ports");
    private static final Set<String> SYSCTLS_29 = plus(SYSCTLS_27, "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SYSCTLS_32 = plus(SYSCTLS_29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";

    /// In the order in which violations are told.
    static final List<PodSecurityCheck> ALL = List.of(
            PodSecurityCheck.always("appArmorProfile", BaselineChecks::appArmorProfile),
            PodSecurityCheck.always("capabilities_baseline", BaselineChecks::capabilities),
            PodSecurityCheck.always("hostNamespaces", BaselineChecks::hostNamespaces),
            PodSecurityCheck.always("hostPathVolumes", BaselineChecks::hostPathVolumes),
            PodSecurityCheck.always("hostPorts", BaselineChecks::hostPorts),
            PodSecurityCheck.since("hostProbesAndHostLifecycle", 34, BaselineChecks::hostOfProbes),
            PodSecurityCheck.always("privileged", BaselineChecks::privileged),
            PodSecurityCheck.always("procMount", BaselineChecks::procMount).until(35),
            PodSecurityCheck.since("procMount", 35, pod -> pod.hasUsersOfItsOwn() ? Optional.empty() : procMount(pod)),
            PodSecurityCheck.always("seLinuxOptions", pod -> seLinuxOptions(pod, SELINUX_TYPES)).until(31),
            PodSecurityCheck.since("seLinuxOptions", 31, pod -> seLinuxOptions(pod, SELINUX_TYPES_31)),
            PodSecurityCheck.always("seccompProfile_baseline", BaselineChecks::seccompAnnotations).until(19),
            PodSecurityCheck.since("seccompProfile_baseline", 19, BaselineChecks::seccompProfile),
            PodSecurityCheck.always("sysctls", pod -> sysctls(pod, SYSCTLS)).until(27),
            PodSecurityCheck.since("sysctls", 27, pod -> sysctls(pod, SYSCTLS_27)).until(29),
            PodSecurityCheck.since("sysctls", 29, pod -> sysctls(pod, SYSCTLS_29)).until(32),
            PodSecurityCheck.since("sysctls", 32, pod -> sysctls(pod, SYSCTLS_32)),
            PodSecurityCheck.always("windowsHostProcess", BaselineChecks::windowsHostProcess));

    private BaselineChecks() {}

    private static Set<String> plus(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    private static Optional<Violation> appArmorProfile(PodFields pod) {
        Predicate<JsonNode> bad = context -> context.has("appArmorProfile") && unconfined(at(context, "appArmorProfile", "type").asText());
        List<String> values = new ArrayList<>(new TreeSet<>(pod.texts("appArmorProfile", "type").filter(BaselineChecks::unconfined).toList()));
        List<String> annotations = pod.annotations().properties().stream().filter(entry -> entry.getKey().startsWith(APPARMOR))
                .filter(entry -> !confinedAnnotation(entry.getValue().asText()) && !entry.getValue().asText().isEmpty())
                .map(entry -> "%s=\"%s\"".formatted(entry.getKey(), entry.getValue().asText())).sorted().toList();
        List<String> setters = new ArrayList<>();
        Stream.of(pod.settersWhere(bad)).filter(text -> !text.isEmpty()).forEach(setters::add);
        if (!annotations.isEmpty()) {
            values.addAll(annotations);
            setters.add(counted("annotation", annotations.size()));
        }
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(counted("forbidden AppArmor profile", values.size()),
                        "%s must not set AppArmor profile type to %s".formatted(String.join(" and ", setters), quoted(values))));
    }

    static boolean unconfined(String profileType) {
        return !profileType.equals("RuntimeDefault") && !profileType.equals("Localhost");
    }

    private static boolean confinedAnnotation(String value) {
        return value.equals("runtime/default") || value.startsWith("localhost/");
    }

    private static Optional<Violation> capabilities(PodFields pod) {
        TreeSet<String> added = new TreeSet<>();
        List<String> bad = pod.containersWhere(context -> at(context, "capabilities", "add").valueStream().map(JsonNode::asText)
                .filter(capability -> !CAPABILITIES.contains(capability)).peek(added::add).count() > 0);
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("non-default capabilities",
                        "%s must not include %s in securityContext.capabilities.add".formatted(containers(bad), quoted(added))));
    }

    private static Optional<Violation> hostNamespaces(PodFields pod) {
        List<String> shared = Stream.of("hostNetwork", "hostPID", "hostIPC").filter(field -> pod.spec().path(field).asBoolean()).map(field -> field + "=true")
                .toList();
        return shared.isEmpty() ? Optional.empty() : Optional.of(new Violation("host namespaces", String.join(", ", shared)));
    }

    private static Optional<Violation> hostPathVolumes(PodFields pod) {
        List<String> bad = pod.spec().path("volumes").valueStream().filter(volume -> volume.has("hostPath")).map(volume -> volume.path("name").asText())
                .toList();
        return bad.isEmpty() ? Optional.empty() : Optional.of(new Violation("hostPath volumes", "%s %s".formatted(counted("volume", bad.size()), quoted(bad))));
    }

    private static Optional<Violation> hostPorts(PodFields pod) {
        TreeSet<String> ports = new TreeSet<>();
        List<String> bad = new ArrayList<>();
        for (JsonNode container : pod.containers()) {
            List<String> used = container.path("ports").valueStream().filter(port -> port.path("hostPort").asInt() != 0)
                    .map(port -> port.path("hostPort").asText()).toList();
            ports.addAll(used);
            if (!used.isEmpty()) {
                bad.add(container.path("name").asText());
            }
        }
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("hostPort",
                        "%s %s %s %s".formatted(containers(bad), bad.size() == 1 ? "uses" : "use", counted("hostPort", ports.size()),
                                String.join(", ", ports))));
    }

    /// A probe with another host makes the node call wherever the pod's author says.
    private static Optional<Violation> hostOfProbes(PodFields pod) {
        TreeSet<String> bad = new TreeSet<>();
        TreeSet<String> hosts = new TreeSet<>();
        for (JsonNode container : pod.containers()) {
            Stream<JsonNode> handlers = Stream.of(container.path("livenessProbe"), container.path("readinessProbe"), container.path("startupProbe"),
                    at(container, "lifecycle", "postStart"), at(container, "lifecycle", "preStop"));
            handlers.flatMap(handler -> Stream.of(at(handler, "httpGet", "host"), at(handler, "tcpSocket", "host"))).map(JsonNode::asText)
                    .filter(host -> !host.isEmpty()).forEach(host -> {
                        bad.add(container.path("name").asText());
                        hosts.add(host);
                    });
        }
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("probe or lifecycle host", "%s %s %s %s".formatted(
                        containers(bad), bad.size() == 1 ? "uses" : "use", counted("probe or lifecycle host", hosts.size()), quoted(hosts))));
    }

    private static Optional<Violation> privileged(PodFields pod) {
        List<String> bad = pod.containersWhere(context -> context.path("privileged").asBoolean());
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("privileged", "%s must not set securityContext.privileged=true".formatted(containers(bad))));
    }

    static Optional<Violation> procMount(PodFields pod) {
        TreeSet<String> values = new TreeSet<>();
        List<String> bad = pod.containersWhere(context -> {
            String value = context.path("procMount").asText();
            boolean other = context.has("procMount") && !value.equals("Default");
            return other && (values.add(value) || values.contains(value));
        });
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("procMount",
                        "%s must not set securityContext.procMount to %s".formatted(containers(bad), quoted(values))));
    }

    private static Optional<Violation> seLinuxOptions(PodFields pod, Set<String> types) {
        Predicate<JsonNode> bad = context -> !types.contains(at(context, "seLinuxOptions", "type").asText())
                || !at(context, "seLinuxOptions", "user").asText().isEmpty() || !at(context, "seLinuxOptions", "role").asText().isEmpty();
        String setters = pod.settersWhere(bad);
        if (setters.isEmpty()) {
            return Optional.empty();
        }
        List<String> what = new ArrayList<>();
        TreeSet<String> badTypes = new TreeSet<>(pod.texts("seLinuxOptions", "type").filter(type -> !types.contains(type)).toList());
        if (!badTypes.isEmpty()) {
            what.add("%s %s".formatted(counted("type", badTypes.size()), quoted(badTypes)));
        }
        for (String field : List.of("user", "role")) {
            if (pod.texts("seLinuxOptions", field).anyMatch(value -> !value.isEmpty())) {
                what.add(field + " may not be set");
            }
        }
        return Optional.of(new Violation("seLinuxOptions", "%s set forbidden securityContext.seLinuxOptions: %s".formatted(setters, String.join("; ", what))));
    }

    private static Optional<Violation> seccompAnnotations(PodFields pod) {
        TreeSet<String> bad = new TreeSet<>();
        Stream.concat(Stream.of(SECCOMP_POD), pod.containers().stream().map(container -> SECCOMP_CONTAINER + container.path("name").asText()))
                .filter(pod.annotations()::has).filter(key -> {
                    String value = pod.annotations().path(key).asText();
                    return !confinedAnnotation(value) && !value.equals("docker/default");
                }).forEach(key -> bad.add("%s=\"%s\"".formatted(key, pod.annotations().path(key).asText())));
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("seccompProfile",
                        "forbidden %s %s".formatted(counted("annotation", bad.size()), String.join(", ", bad))));
    }

    static Optional<Violation> seccompProfile(PodFields pod) {
        String setters = pod.settersWhere(context -> context.has("seccompProfile") && unconfined(at(context, "seccompProfile", "type").asText()));
        TreeSet<String> values = new TreeSet<>(pod.texts("seccompProfile", "type").filter(BaselineChecks::unconfined).toList());
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("seccompProfile",
                        "%s must not set securityContext.seccompProfile.type to %s".formatted(setters, quoted(values))));
    }

    private static Optional<Violation> sysctls(PodFields pod, Set<String> allowed) {
        List<String> bad = pod.securityContext().path("sysctls").valueStream().map(sysctl -> sysctl.path("name").asText())
                .filter(name -> !allowed.contains(name)).toList();
        return bad.isEmpty() ? Optional.empty() : Optional.of(new Violation("forbidden sysctls", String.join(", ", bad)));
    }

    private static Optional<Violation> windowsHostProcess(PodFields pod) {
        String setters = pod.settersWhere(context -> at(context, "windowsOptions", "hostProcess").asBoolean());
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("hostProcess",
                        setters + " must not set securityContext.windowsOptions.hostProcess=true"));
    }
}
