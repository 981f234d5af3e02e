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

    /// Copies a source of labs of a cluster, so that it can be opened to others; what there is of this name already becomes what the source is now.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException NotFound where there is no such cluster or source, Unprocessable where it has no labs
    OpenedSource open(String tenant, String cluster, String source, String name);

    /// Those of these copies that are of this tenant's clusters.
    List<OpenedSource> opened(String tenant, Set<String> names);

    /// Removes a copy; nobody has its labs any more. May be repeated.
    void close(String name);

    /// Has these copies, and no others, be open in a cluster.
    ///
    /// @throws dev.marina.tenancy.problem.ProblemException NotFound where there is no such cluster
    void let(String tenant, String cluster, Set<String> names);
}
