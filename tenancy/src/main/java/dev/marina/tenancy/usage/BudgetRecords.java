package dev.marina.tenancy.usage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What tenants mean to use, and of what their owners were told. Each method is durable when it returns.
public interface BudgetRecords {

    /// A tenant with its budget.
    ///
    /// @param told the highest level that was told of this month
    record Budgeted(UUID id, String tenant, UsageBudget budget, int told) {}

    /// Of all tenants that have one and are not being deleted.
    List<Budgeted> all(Instant month);

    Optional<UsageBudget> of(UUID tenant, Instant month);

    /// Makes it so; whoever was told of another amount is told of this one anew.
    void set(UUID tenant, int cpuHours, boolean suspends);

    /// May be repeated.
    void remove(UUID tenant);

    /// Where the owners' mail goes.
    List<String> owners(UUID tenant);

    void told(UUID tenant, Instant month, int level);
}
