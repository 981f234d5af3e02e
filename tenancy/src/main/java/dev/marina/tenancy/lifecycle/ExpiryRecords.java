package dev.marina.tenancy.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Until when tenants live, and which owner was told of it. Each method is durable when it returns.
public interface ExpiryRecords {

    /// A tenant with an end.
    record Ending(UUID id, String tenant, Instant expires) {}

    record Owner(String subject, String email) {}

    /// Tenants that end after now and no later than then, with an owner who was not told and nobody about to; the earliest first.
    List<Ending> untold(Instant now, Instant until, int most);

    /// How many pieces of work that tell owners are open.
    int beingTold();

    /// Of a tenant that still ends then, those who were not told.
    List<Owner> untold(UUID tenant, Instant expires);

    void told(UUID tenant, String subject, Instant expires, Instant now);

    /// Tenants whose time is over, and that are not noted to be.
    List<Ending> over(Instant now);

    /// Whether it was so, and is noted now.
    boolean expire(UUID tenant, Instant now);

    /// Tenants that are noted since then to be over, those that are being deleted too.
    List<Ending> expired(Instant since);

    /// Closes the tenant where it is over since then still. Whether it is closed.
    boolean closeExpired(UUID tenant, Instant since, Instant now);
}
