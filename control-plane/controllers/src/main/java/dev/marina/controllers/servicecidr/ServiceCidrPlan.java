package dev.marina.controllers.servicecidr;

import dev.marina.api.net.IpAddress;
import dev.marina.api.net.IpPrefix;
import dev.marina.model.ServiceAddresses;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What is to be done about a ServiceCIDR. `canDeleteCIDR` in pkg/controller/servicecidrs/servicecidrs_controller.go
sealed interface ServiceCidrPlan {

    /// So long after its deletion was asked for an address may still come out of it.
    Duration GRACE = Duration.ofSeconds(10);

    record Keep(Condition condition) implements ServiceCidrPlan {}

    record Wait(Duration left) implements ServiceCidrPlan {}

    record Release() implements ServiceCidrPlan {}

    /// @param others every ServiceCIDR of the cluster, this one too
    /// @param addresses those that Services have
    static ServiceCidrPlan of(ServiceCIDR cidr, List<ServiceCIDR> others, List<IPAddress> addresses, Instant now) {
        if (cidr.getMetadata().getDeletionTimestamp() == null) {
            return new Keep(condition("True", "", ServiceAddresses.CIDR_READY, now));
        }
        List<IpPrefix> left = others.stream().filter(other -> !other.getMetadata().getName().equals(cidr.getMetadata().getName()))
                .flatMap(ServiceCidrPlan::networks).toList();
        boolean covered = networks(cidr).allMatch(network -> left.stream().anyMatch(other -> other.contains(network)));
        if (!covered && addresses.stream().flatMap(address -> IpAddress.parse(address.getMetadata().getName()).stream())
                .anyMatch(address -> networks(cidr).anyMatch(network -> network.contains(address))
                        && left.stream().noneMatch(other -> other.contains(address)))) {
            return new Keep(condition("False", "Terminating",
                    "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR", now));
        }
        Duration since = Duration.between(Instant.parse(cidr.getMetadata().getDeletionTimestamp()), now);
        return since.compareTo(GRACE) < 0 ? new Wait(GRACE.minus(since)) : new Release();
    }

    private static Stream<IpPrefix> networks(ServiceCIDR cidr) {
        return cidr.getSpec().getCidrs().stream().flatMap(text -> IpPrefix.parse(text).stream());
    }

    private static Condition condition(String status, String reason, String message, Instant now) {
        return new ConditionBuilder().withType("Ready").withStatus(status).withReason(reason).withMessage(message)
                .withLastTransitionTime(now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString()).build();
    }

    /// The conditions with this one, or the same list where they say so already.
    static List<Condition> with(List<Condition> conditions, Condition condition) {
        boolean said = conditions.stream().anyMatch(each -> each.getType().equals(condition.getType()) && each.getStatus().equals(condition.getStatus())
                && text(each.getReason()).equals(condition.getReason()) && text(each.getMessage()).equals(condition.getMessage()));
        if (said) {
            return conditions;
        }
        List<Condition> all = new ArrayList<>(conditions);
        all.removeIf(each -> each.getType().equals(condition.getType()));
        all.add(condition);
        return all;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
