package dev.marina.agent.identity;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// By which somebody says that it lives: a small object of its own, so that what it says of itself is written only when that changes.
public final class RenewedLease {

    private static final int SECONDS = 40;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final String namespace;
    private final String holder;
    private final Clock clock;

    public RenewedLease(KubernetesClient client, String namespace, String holder, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.holder = holder;
        this.clock = clock;
    }

    public void renew() {
        renew(Optional.empty());
    }

    /// @param owner with whom the lease goes, once it is known; whoever owns the lease already stays so
    /// @return whether there was no lease, in which case the one that is made now has no owner yet: the lease may have gone with its owner
    public boolean renew(Optional<OwnerReference> owner) {
        ZonedDateTime now = ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        var leases = client.leases().inNamespace(namespace);
        try {
            Lease renewed = leases.withName(holder).patch(MERGE, "{\"spec\":{\"renewTime\":\"%s\"}}".formatted(MICROS.format(now)));
            if (owner.isPresent() && renewed.getMetadata().getOwnerReferences().isEmpty()) {
                leases.withName(holder).patch(MERGE, "{\"metadata\":{\"ownerReferences\":[%s]}}".formatted(Serialization.asJson(owner.get())));
            }
            return false;
        } catch (KubernetesClientException missing) {
            if (missing.getCode() != NOT_FOUND) {
                throw missing;
            }
            Lease lease = new LeaseBuilder().withNewMetadata().withName(holder).withNamespace(namespace).endMetadata()
                    .withNewSpec().withHolderIdentity(holder).withLeaseDurationSeconds(SECONDS).withRenewTime(now).endSpec().build();
            leases.resource(lease).create();
            return true;
        }
    }

    public void delete() {
        client.leases().inNamespace(namespace).withName(holder).delete();
    }
}
