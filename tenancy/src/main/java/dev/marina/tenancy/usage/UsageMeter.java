package dev.marina.tenancy.usage;

import dev.marina.tenancy.cluster.QuotaUse;
import dev.marina.tenancy.management.ManagementCluster;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/// Measures what tenants use: what their clusters and node pools ask for, which is kept ready for them, used or not.
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
            Map<String, QuotaUse> use = management.clustersByTenant().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, tenant -> QuotaUse.of(tenant.getValue())));
            records.add(clock.instant(), use);
        }
    }
}
