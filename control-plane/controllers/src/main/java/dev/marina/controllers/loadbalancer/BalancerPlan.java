package dev.marina.controllers.loadbalancer;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is to be done next about the address of one Service.
sealed interface BalancerPlan {

    /// Somebody else's, or no LoadBalancer and never was one.
    record Nothing() implements BalancerPlan {}

    /// Mark it before it gets anything that would be left behind.
    record Adopt() implements BalancerPlan {}

    /// Take the address; the claims in `instead` are of the same Service and are given back.
    record Take(AddressClaim claim, boolean renewed, List<AddressClaim> instead) implements BalancerPlan {}

    /// It has the address, which is or is to be written into its status.
    record Keep(String address, boolean said, List<AddressClaim> surplus) implements BalancerPlan {}

    /// It cannot have what it asks for; what it has it keeps.
    record Refuse(String why) implements BalancerPlan {}

    /// It is to go, or to be of another type.
    record Release(List<AddressClaim> claims) implements BalancerPlan {}

    /// Of the Service's cluster.
    record Owner(String tenant, String cluster, String clusterId) {}

    /// @param claims all of the installation
    /// @param nodes addresses within the range that nodes have
    /// @param most LoadBalancer Services that the tenant may have in all its clusters; empty for no limit
    static BalancerPlan of(Service service, Owner owner, List<AddressClaim> claims, Set<String> nodes, BalancerRange range, Optional<Long> most) {
        List<AddressClaim> own = claims.stream()
                .filter(claim -> claim.live() && claim.clusterId().equals(owner.clusterId()) && claim.uid().equals(service.getMetadata().getUid())).toList();
        boolean held = BalancerReconciler.FINALIZER.holds(service);
        if (!wants(service)) {
            return held || !own.isEmpty() ? new Release(own) : new Nothing();
        }
        if (!held) {
            return new Adopt();
        }
        String asked = service.getSpec().getLoadBalancerIP() == null ? "" : service.getSpec().getLoadBalancerIP().strip();
        Optional<AddressClaim> has = own.stream().filter(claim -> asked.isEmpty() || claim.address().equals(asked)).findFirst();
        if (has.isPresent()) {
            return new Keep(has.get().address(), said(service, has.get().address()), own.stream().filter(claim -> !claim.equals(has.get())).toList());
        }
        return take(service, owner, own, claims, nodes, range, most, asked);
    }

    private static BalancerPlan take(Service service, Owner owner, List<AddressClaim> own, List<AddressClaim> claims, Set<String> nodes,
            BalancerRange range, Optional<Long> most, String asked) {
        long used = claims.stream().filter(claim -> claim.live() && claim.tenant().equals(owner.tenant()) && !own.contains(claim)).count();
        if (most.isPresent() && used >= most.get()) {
            return new Refuse("exceeded quota: plan, requested: loadBalancers=1, used: loadBalancers=%d, limited: loadBalancers=%d"
                    .formatted(used, most.get()));
        }
        if (asked.isEmpty()) {
            Set<String> known = claims.stream().map(AddressClaim::address).collect(java.util.stream.Collectors.toSet());
            return range.free(service.getMetadata().getUid().hashCode(), address -> known.contains(address) || nodes.contains(address))
                    .<BalancerPlan>map(address -> new Take(claim(service, owner, address), false, own))
                    .orElseGet(() -> new Refuse("no address of %s is free".formatted(range.network())));
        }
        if (!range.contains(asked)) {
            return new Refuse("loadBalancerIP %s is not one of %s".formatted(asked, range.network()));
        }
        Optional<AddressClaim> there = claims.stream().filter(claim -> claim.address().equals(asked)).findFirst();
        // What the same cluster has given back it may have again at once: nobody else's traffic goes there.
        boolean again = there.filter(claim -> !claim.live() && claim.clusterId().equals(owner.clusterId())).isPresent();
        if (nodes.contains(asked) || there.isPresent() && !again) {
            return new Refuse("loadBalancerIP %s is not free".formatted(asked));
        }
        return new Take(claim(service, owner, asked), again, own);
    }

    private static AddressClaim claim(Service service, Owner owner, String address) {
        return new AddressClaim(address, owner.tenant(), owner.cluster(), owner.clusterId(),
                service.getMetadata().getNamespace() + "/" + service.getMetadata().getName(), service.getMetadata().getUid(), Optional.empty());
    }

    /// A Service without a class is ours, as it is the cloud's elsewhere; `wantsLoadBalancer` in
    /// k8s.io/cloud-provider/controllers/service/controller.go
    static boolean wants(Service service) {
        String named = service.getSpec().getLoadBalancerClass();
        return service.getMetadata().getDeletionTimestamp() == null && "LoadBalancer".equals(service.getSpec().getType())
                && (named == null || named.equals(BalancerReconciler.CLASS));
    }

    private static boolean said(Service service, String address) {
        if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
            return false;
        }
        List<LoadBalancerIngress> points = service.getStatus().getLoadBalancer().getIngress();
        return points.size() == 1 && address.equals(points.getFirst().getIp()) && "VIP".equals(points.getFirst().getIpMode())
                && points.getFirst().getHostname() == null;
    }
}
