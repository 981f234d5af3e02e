package dev.marina.scheduler.devices;

import dev.marina.controllers.resourceclaim.DeviceTaints;
import dev.marina.scheduler.NodeState;
import dev.marina.scheduler.devices.Pools.InReach;
import dev.marina.scheduler.devices.Slice.Candidate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks for devices for all claims of a pod on one node: one device after the other, back to the one before where there is none that
/// fits, until everything has been found or tried, or the effort is spent. The first solution is taken, the same every time. Used once.
/// allocateOne in dynamic-resource-allocation's structured/internal
final class DeviceSearch {

    /// AllocationResultsMaxSize
    static final int MOST_RESULTS = 32;

    private final List<WantedClaim> claims;
    private final NodeState node;
    private final List<InReach> reach;
    private final AllocatedDevices allocated;
    private final Matching matching;
    private final Effort effort;
    private final Map<WantedClaim, List<AttributeConstraint>> constraints = new IdentityHashMap<>();
    private final Map<WantedClaim, List<Chosen>> chosen = new IdentityHashMap<>();
    private final Map<Wanted, List<Place>> everything = new IdentityHashMap<>();
    /// Devices that are chosen, each with the claims for which it is.
    private final Map<DeviceId, Set<WantedClaim>> taken = new HashMap<>();
    private final Map<DeviceId, Map<String, BigDecimal>> shared = new HashMap<>();
    private final Map<Pool, Counters> counters = new IdentityHashMap<>();

    /// A device for a request.
    ///
    /// @param share of a device that several may have
    record Chosen(Wanted wanted, Candidate candidate, Optional<CapacityShare> share) {}

    private record Place(Pool pool, Candidate candidate) {}

    /// It cannot be tried at all. For the pod's condition.
    static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    DeviceSearch(List<WantedClaim> claims, NodeState node, List<InReach> reach, AllocatedDevices allocated, Matching matching, Effort effort) {
        this.claims = claims;
        this.node = node;
        this.reach = reach;
        this.allocated = allocated;
        this.matching = matching;
        this.effort = effort;
        claims.forEach(claim -> {
            constraints.put(claim, claim.constraints().stream().map(AttributeConstraint::new).toList());
            chosen.put(claim, new ArrayList<>());
        });
    }

    /// Devices for each claim, in the order of its requests; empty where there are not enough. Throws what ends the search.
    Optional<List<List<Chosen>>> run() {
        boolean found = request(0, 0);
        if (!found && reach.stream().anyMatch(each -> !each.pool().duplicate().isEmpty())) {
            throw new Refused("invalid resource pools were encountered");
        }
        return found ? Optional.of(claims.stream().map(claim -> List.copyOf(chosen.get(claim))).toList()) : Optional.empty();
    }

    private boolean request(int claim, int request) {
        if (claim == claims.size()) {
            return true;
        }
        if (request == claims.get(claim).requests().size()) {
            return request(claim + 1, 0);
        }
        for (Wanted wanted : claims.get(claim).requests().get(request)) {
            if (wanted.all() ? all(claim, request, wanted, 0) : some(claim, request, wanted, wanted.count(), 0, 0, 0)) {
                return true;
            }
        }
        return false;
    }

    /// All that match, or none: their order does not matter.
    private boolean all(int claim, int request, Wanted wanted, int done) {
        List<Place> devices = everything.computeIfAbsent(wanted, _ -> matching(claims.get(claim), wanted));
        if (devices.isEmpty() || tooMany(claim, devices.size() - done)) {
            return false;
        }
        if (done == devices.size()) {
            return request(claim, request + 1);
        }
        effort.step();
        Place next = devices.get(done);
        if (!take(claim, wanted, next.pool, next.candidate)) {
            return false;
        }
        if (all(claim, request, wanted, done + 1)) {
            return true;
        }
        release(claim, next.pool);
        return false;
    }

    private List<Place> matching(WantedClaim claim, Wanted wanted) {
        List<Place> found = new ArrayList<>();
        for (InReach each : reach) {
            if (!each.pool().usable()) {
                throw new Refused("claim %s, request %s: asks for all devices, but resource pool %s is currently %s".formatted(claim.path(), wanted.name(),
                        each.pool(), each.pool().incomplete() ? "being updated" : "invalid"));
            }
            for (Slice slice : each.slices()) {
                for (Candidate candidate : slice.devices()) {
                    effort.step();
                    if (selectable(claim, wanted, candidate)) {
                        found.add(new Place(each.pool(), candidate));
                    }
                }
            }
        }
        return found;
    }

    /// So many more, none before this place: any set of devices is tried in one order only.
    private boolean some(int claim, int request, Wanted wanted, long missing, int pool, int slice, int device) {
        if (missing == 0) {
            return request(claim, request + 1);
        }
        if (tooMany(claim, missing)) {
            return false;
        }
        for (int p = pool; p < reach.size(); p++) {
            InReach reached = reach.get(p);
            for (int s = p == pool ? slice : 0; reached.pool().usable() && s < reached.slices().size(); s++) {
                List<Candidate> candidates = reached.slices().get(s).devices();
                for (int d = p == pool && s == slice ? device : 0; d < candidates.size(); d++) {
                    effort.step();
                    Candidate candidate = candidates.get(d);
                    if (!free(claim, wanted, candidate) || !selectable(claims.get(claim), wanted, candidate)
                            || !take(claim, wanted, reached.pool(), candidate)) {
                        continue;
                    }
                    if (some(claim, request, wanted, missing - 1, p, s, d + 1)) {
                        return true;
                    }
                    release(claim, reached.pool());
                }
            }
        }
        return false;
    }

    private boolean tooMany(int claim, long more) {
        return chosen.get(claims.get(claim)).size() + more > MOST_RESULTS;
    }

    private boolean selectable(WantedClaim claim, Wanted wanted, Candidate candidate) {
        return candidate.slice().reachedFrom(node, candidate.device()) && matching.matches(claim, wanted, candidate);
    }

    /// Cheap, and so asked first.
    private boolean free(int claim, Wanted wanted, Candidate candidate) {
        Set<WantedClaim> has = taken.getOrDefault(candidate.id(), Set.of());
        return wanted.admin() ? !has.contains(claims.get(claim)) : has.isEmpty() && !allocated.taken(candidate.id());
    }

    private boolean take(int claim, Wanted wanted, Pool pool, Candidate candidate) {
        WantedClaim owner = claims.get(claim);
        boolean many = Boolean.TRUE.equals(candidate.device().getAllowMultipleAllocations());
        if (!free(claim, wanted, candidate) || DeviceTaints.keep(candidate.device(), wanted.tolerations())) {
            return false;
        }
        Optional<CapacityShare> share = CapacityShare.of(wanted, candidate.device());
        Map<String, BigDecimal> mine = shared.getOrDefault(candidate.id(), Map.of());
        if (share.isEmpty() || !wanted.admin() && !share.get().fits(candidate.device(), allocated.consumed(candidate.id()), mine)) {
            return false;
        }
        if (counts(wanted, candidate) && !counters.computeIfAbsent(pool, each -> Counters.of(each, allocated)).take(candidate.device())) {
            return false;
        }
        List<AttributeConstraint> all = constraints.get(owner);
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).add(wanted, candidate.id(), candidate.device())) {
                all.subList(0, i).forEach(each -> each.remove(wanted));
                if (counts(wanted, candidate)) {
                    counters.get(pool).give(candidate.device());
                }
                return false;
            }
        }
        Chosen made = new Chosen(wanted, candidate, many && !wanted.admin() ? share : Optional.empty());
        mark(owner, made, 1);
        chosen.get(owner).add(made);
        return true;
    }

    /// Whoever looks after a device, or shares it with somebody, consumes no further part of its card.
    private boolean counts(Wanted wanted, Candidate candidate) {
        return !candidate.device().getConsumesCounters().isEmpty() && !wanted.admin()
                && !allocated.shared(candidate.id()) && !shared.containsKey(candidate.id());
    }

    /// Takes back what was chosen last for the claim.
    private void release(int claim, Pool pool) {
        WantedClaim owner = claims.get(claim);
        Chosen last = chosen.get(owner).removeLast();
        mark(owner, last, -1);
        constraints.get(owner).forEach(each -> each.remove(last.wanted));
        if (counts(last.wanted, last.candidate)) {
            counters.get(pool).give(last.candidate.device());
        }
    }

    private void mark(WantedClaim owner, Chosen made, int sign) {
        DeviceId id = made.candidate.id();
        if (made.share.isEmpty()) {
            Set<WantedClaim> has = taken.computeIfAbsent(id, _ -> Collections.newSetFromMap(new IdentityHashMap<>()));
            if (sign > 0) {
                has.add(owner);
            } else {
                has.remove(owner);
            }
            return;
        }
        Map<String, BigDecimal> amounts = shared.computeIfAbsent(id, _ -> new HashMap<>());
        amounts.merge("", BigDecimal.valueOf(sign), BigDecimal::add);
        made.share.get().amounts().forEach((name, amount) -> amounts.merge(name, CapacityShare.value(amount).multiply(BigDecimal.valueOf(sign)),
                BigDecimal::add));
        if (amounts.get("").signum() == 0) {
            shared.remove(id);
        }
    }
}
