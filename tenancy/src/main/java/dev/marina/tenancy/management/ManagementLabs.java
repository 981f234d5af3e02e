package dev.marina.tenancy.management;

import java.util.List;
import java.util.Set;

/// The installation's labs, and how runs of them stand in clusters.
public interface ManagementLabs {

    /// In the order in which they are offered.
    List<InstalledLab> labs();

    /// Runs of these labs in one cluster.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException NotFound where there is no such cluster, Unavailable while it is being made
    List<LabResult> results(String tenant, String cluster, Set<String> labs);
}
