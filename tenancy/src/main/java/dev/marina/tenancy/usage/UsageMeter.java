package dev.marina.tenancy.usage;

import dev.marina.tenancy.management.ManagementCluster;
import java.time.Clock;

/// Measures what tenants use: what their clusters and node pools ask for and their volumes take, which is kept ready for them, used or not;
/// and what they ask their clusters.
public final class UsageMeter {

    private final UsageRecords records;
    private final ManagementCluster management;
    private final Clock clock;

    public UsageMeter(UsageRecords records, ManagementCluster management, Clock clock) {
        this.records = records;
        this.management = management;
        this.clock = clock;
    }

    /// May be called at any time, any number of times, by any number of processes.
    public void measure() {
        if (records.due(clock.instant())) {
            records.add(clock.instant(), management.clustersByTenant());
        }
    }
}
