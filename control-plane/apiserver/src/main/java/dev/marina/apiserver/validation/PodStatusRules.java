package dev.marina.apiserver.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.api.Document;
import dev.marina.api.net.IpAddress;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What may be said of a pod after what was said before. ValidatePodStatusUpdate in pkg/apis/core/validation/validation.go, without what it says of
/// allocated devices' health and of volumes that are images.
public final class PodStatusRules {

    private static final Set<String> SYSTEM_CONDITIONS = Set.of("PodScheduled", "Ready", "Initialized");
    private static final String NOT_NEGATIVE = "must be a non-negative integer";

    private final Errors errors = new Errors();
    private final Document pod;
    private final Document stored;

    private PodStatusRules(Document pod, Document stored) {
        this.pod = pod;
        this.stored = stored;
    }

    public static List<FieldError> check(Document pod, Document stored) {
        PodStatusRules rules = new PodStatusRules(pod, stored);
        rules.conditions();
        rules.nomination();
        rules.observed("status.observedGeneration", pod.at("status", "observedGeneration"));
        if (stored.has("status", "qosClass")) {
            rules.errors.immutable("status.qosClass", pod.at("status", "qosClass"), stored.at("status", "qosClass"));
        }
        new ContainerEnds(rules.errors, stored.at("spec")).check(pod, stored);
        rules.claims();
        rules.addresses("podIPs");
        rules.hostAddresses();
        return rules.errors.found();
    }

    private void conditions() {
        JsonNode conditions = pod.at("status", "conditions");
        for (int i = 0; i < conditions.size(); i++) {
            String at = "status.conditions[%d].".formatted(i);
            observed(at + "observedGeneration", conditions.get(i).path("observedGeneration"));
            String type = conditions.get(i).path("type").asText();
            if (!SYSTEM_CONDITIONS.contains(type)) {
                errors.invalid(at + "Type", type, Names.qualified(type));
            }
        }
    }

    private void observed(String field, JsonNode generation) {
        if (generation.asLong() < 0) {
            errors.invalid(field, generation.asLong(), NOT_NEGATIVE);
        }
    }

    private void nomination() {
        String node = pod.text("status", "nominatedNodeName");
        if (node.isEmpty() || node.equals(stored.text("status", "nominatedNodeName"))) {
            return;
        }
        errors.invalid("status.nominatedNodeName", node, Names.dnsSubdomain(node));
        if (!stored.text("spec", "nodeName").isEmpty()) {
            errors.forbidden("status.nominatedNodeName", "may not be set on pods that are already bound to a node");
        }
    }

    private void claims() {
        Set<String> known = pod.at("spec", "resourceClaims").valueStream().map(claim -> claim.path("name").asText()).collect(Collectors.toSet());
        Set<String> seen = new HashSet<>();
        JsonNode statuses = pod.at("status", "resourceClaimStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            String at = "status.resourceClaimStatuses[%d].".formatted(i);
            String name = statuses.get(i).path("name").asText();
            if (!known.contains(name)) {
                errors.invalid(at + "name", name, "must match the name of an entry in `spec.resourceClaims`");
            }
            if (!seen.add(name)) {
                errors.duplicate(at + "name", name);
            }
            JsonNode claim = statuses.get(i).path("resourceClaimName");
            if (claim.isTextual()) {
                errors.invalid(at + "resourceClaimName", claim.asText(), Names.dnsSubdomain(claim.asText()));
            }
        }
    }

    private void hostAddresses() {
        String first = pod.at("status", "hostIPs").path(0).path("ip").asText();
        if (!pod.at("status", "hostIPs").isEmpty() && !first.equals(pod.text("status", "hostIP"))) {
            errors.invalid("status.hostIPs[0].ip", first, "must be equal to `hostIP`");
        }
        addresses("hostIPs");
    }

    /// What is none is an error, unless it was there before.
    private void addresses(String list) {
        Set<String> before = stored.at("status", list).valueStream().map(address -> address.path("ip").asText()).collect(Collectors.toSet());
        List<String> texts = pod.at("status", list).valueStream().map(address -> address.path("ip").asText()).toList();
        for (int i = 0; i < texts.size(); i++) {
            if (!before.contains(texts.get(i)) && Addresses.read(texts.get(i)).isEmpty()) {
                errors.invalid("status.%s[%d]".formatted(list, i), texts.get(i), Addresses.RULE);
            }
        }
        List<IpAddress> addresses = texts.stream().map(Addresses::read).flatMap(Optional::stream).toList();
        boolean oneOfEachFamily = addresses.stream().map(IpAddress::six).distinct().count() == addresses.size();
        if (addresses.size() == texts.size() && !oneOfEachFamily) {
            errors.invalid("status." + list, pod.at("status", list), "may specify no more than one IP for each IP family");
        }
    }
}
