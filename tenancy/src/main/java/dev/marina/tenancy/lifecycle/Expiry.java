package dev.marina.tenancy.lifecycle;

import dev.marina.tenancy.lifecycle.ExpiryRecords.Ending;
import dev.marina.tenancy.member.Publishing;
import dev.marina.tenancy.procedure.Procedure;
import dev.marina.tenancy.tenant.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tenants that live until some time: their owners are told before it, at it they are suspended, and some time after it deleted.
///
/// What is due stands in the rows alone, so any number of processes may look for it, and one that ends in between leaves it due. What
/// follows is carried on by whoever carries on everything: mail and deletion as procedures, the suspension as a change that has yet to
/// be published.
public final class Expiry {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    /// Where no mail gets out, what waits for it must leave time for all other work.
    private static final int MOST_BEING_TOLD = 20;

    private final ExpiryRecords records;
    private final ExpiryNotice notice;
    private final Publishing publishing;
    private final TenantDeletion deletion;
    private final Procedure<?> creation;
    private final Times times;
    private final Clock clock;

    /// @param notice how long before the end owners are told
    /// @param grace how long after it the tenant stays
    public record Times(Duration notice, Duration grace) {}

    public Expiry(ExpiryRecords records, ExpiryNotice notice, Publishing publishing, TenantDeletion deletion, Procedure<?> creation,
            Times times, Clock clock) {
        this.records = records;
        this.notice = notice;
        this.publishing = publishing;
        this.deletion = deletion;
        this.creation = creation;
        this.times = times;
        this.clock = clock;
    }

    /// Does what is due. May be called at any time, any number of times; a tenant that fails holds no other up.
    public void sweep() {
        Instant now = clock.instant();
        each(records.untold(now, now.plus(times.notice()), Math.max(0, MOST_BEING_TOLD - records.beingTold())), notice::begin);
        each(records.over(now), tenant -> {
            if (records.expire(tenant.id(), now)) {
                LOG.atInfo().addKeyValue("tenant", tenant.tenant()).log("tenant expired");
                publishing.carryOut(tenant.id());
            }
        });
        Instant since = now.minus(times.grace());
        each(records.expired(since), tenant -> {
            if (records.closeExpired(tenant.id(), since, now)) {
                deletion.begin(tenant.id(), tenant.tenant(), creation);
            }
        });
    }

    private static void each(List<Ending> due, Consumer<Ending> act) {
        for (Ending one : due) {
            try {
                act.accept(one);
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("tenant", one.tenant()).addKeyValue("why", e.getMessage()).log("a tenant's end waits for the next attempt");
            }
        }
    }

    /// When a tenant as it is now will be deleted, where it will.
    public Optional<Instant> deletion(Tenant tenant) {
        return tenant.expiredAt().or(tenant::expiresAt).map(end -> end.plus(times.grace()));
    }
}
