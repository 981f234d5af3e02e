package dev.marina.apiserver.podsecurity;

import static dev.marina.apiserver.podsecurity.PodFields.at;
import static dev.marina.apiserver.podsecurity.PodFields.containers;
import static dev.marina.apiserver.podsecurity.PodFields.counted;
import static dev.marina.apiserver.podsecurity.PodFields.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.apiserver.podsecurity.PodSecurityCheck.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What a hardened pod does without, beyond the baseline.
final class RestrictedChecks {

    private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
            "secret");
    /// Those with a name of their own in the message; hostPath is the first that upstream looks for.
    private static final List<String> OTHER_VOLUMES = List.of("hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs",
            "rbd", "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk",
            "portworxVolume", "scaleIO", "storageos");

    /// In the order in which violations are told.
    static final List<PodSecurityCheck> ALL = List.of(
            PodSecurityCheck.since("allowPrivilegeEscalation", 8, RestrictedChecks::privilegeEscalation).until(25),
            PodSecurityCheck.since("allowPrivilegeEscalation", 25, notOnWindows(RestrictedChecks::privilegeEscalation)),
            PodSecurityCheck.since("capabilities_restricted", 22, RestrictedChecks::capabilities).until(25).replacing("capabilities_baseline"),
            PodSecurityCheck.since("capabilities_restricted", 25, notOnWindows(RestrictedChecks::capabilities)).replacing("capabilities_baseline"),
            PodSecurityCheck.since("procMount_restricted", 35, BaselineChecks::procMount).replacing("procMount"),
            PodSecurityCheck.always("restrictedVolumes", RestrictedChecks::volumes).replacing("hostPathVolumes"),
            PodSecurityCheck.always("runAsNonRoot", RestrictedChecks::runAsNonRoot).until(35),
            PodSecurityCheck.since("runAsNonRoot", 35, notWithOwnUsers(RestrictedChecks::runAsNonRoot)),
            PodSecurityCheck.since("runAsUser", 23, RestrictedChecks::runAsUser).until(35),
            PodSecurityCheck.since("runAsUser", 35, notWithOwnUsers(RestrictedChecks::runAsUser)),
            PodSecurityCheck.since("seccompProfile_restricted", 19, RestrictedChecks::seccompProfile).until(25).replacing("seccompProfile_baseline"),
            PodSecurityCheck.since("seccompProfile_restricted", 25, notOnWindows(RestrictedChecks::seccompProfile)).replacing("seccompProfile_baseline"));

    private RestrictedChecks() {}

    private static Rule notOnWindows(Rule rule) {
        return pod -> pod.windows() ? Optional.empty() : rule.violation(pod);
    }

    private static Rule notWithOwnUsers(Rule rule) {
        return pod -> pod.hasUsersOfItsOwn() ? Optional.empty() : rule.violation(pod);
    }

    private static Optional<Violation> privilegeEscalation(PodFields pod) {
        List<String> bad = pod.containersWhere(context -> context.path("allowPrivilegeEscalation").asBoolean(true));
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("allowPrivilegeEscalation != false",
                        containers(bad) + " must set securityContext.allowPrivilegeEscalation=false"));
    }

    private static Optional<Violation> capabilities(PodFields pod) {
        List<String> keeping = pod.containersWhere(context -> at(context, "capabilities", "drop").valueStream().noneMatch(drop -> drop.asText().equals("ALL")));
        TreeSet<String> added = new TreeSet<>();
        List<String> adding = pod.containersWhere(context -> at(context, "capabilities", "add").valueStream().map(JsonNode::asText)
                .filter(capability -> !capability.equals("NET_BIND_SERVICE")).peek(added::add).count() > 0);
        List<String> details = new ArrayList<>();
        if (!keeping.isEmpty()) {
            details.add(containers(keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        if (!adding.isEmpty()) {
            details.add("%s must not include %s in securityContext.capabilities.add".formatted(containers(adding), quoted(added)));
        }
        return details.isEmpty() ? Optional.empty() : Optional.of(new Violation("unrestricted capabilities", String.join("; ", details)));
    }

    private static Optional<Violation> volumes(PodFields pod) {
        List<String> bad = new ArrayList<>();
        TreeSet<String> kinds = new TreeSet<>();
        for (JsonNode volume : pod.spec().path("volumes")) {
            if (VOLUMES.stream().noneMatch(volume::has)) {
                bad.add(volume.path("name").asText());
                kinds.add(OTHER_VOLUMES.stream().filter(volume::has).findFirst().orElse("unknown"));
            }
        }
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("restricted volume types", "%s %s %s %s %s".formatted(
                        counted("volume", bad.size()), quoted(bad), bad.size() == 1 ? "uses" : "use", counted("restricted volume type", kinds.size()),
                        quoted(kinds))));
    }

    private static Optional<Violation> runAsNonRoot(PodFields pod) {
        String setters = pod.settersWhere(context -> !context.path("runAsNonRoot").asBoolean(true));
        if (!setters.isEmpty()) {
            return Optional.of(new Violation("runAsNonRoot != true", setters + " must not set securityContext.runAsNonRoot=false"));
        }
        List<String> silent = pod.securityContext().path("runAsNonRoot").asBoolean() ? List.of() : pod.containersWhere(context -> !context.has("runAsNonRoot"));
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("runAsNonRoot != true",
                        "pod or %s must set securityContext.runAsNonRoot=true".formatted(containers(silent))));
    }

    private static Optional<Violation> runAsUser(PodFields pod) {
        String setters = pod.settersWhere(context -> context.path("runAsUser").asLong(-1) == 0);
        return setters.isEmpty() ? Optional.empty() : Optional.of(new Violation("runAsUser=0", setters + " must not set runAsUser=0"));
    }

    private static Optional<Violation> seccompProfile(PodFields pod) {
        Optional<Violation> set = BaselineChecks.seccompProfile(pod);
        if (set.isPresent()) {
            return set;
        }
        List<String> silent = pod.securityContext().has("seccompProfile") ? List.of() : pod.containersWhere(context -> !context.has("seccompProfile"));
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation("seccompProfile",
                        "pod or %s must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"".formatted(containers(silent))));
    }
}
