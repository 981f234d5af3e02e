package dev.marina.tenancy.management;

import java.util.List;

/// A copy of a source of labs of a teacher's cluster, which a class opens to its learners.
///
/// @param name of the copy, with which the ids of its labs begin
/// @param now whether the source is still what was copied: Same, Changed or Gone
public record OpenedSource(String name, String cluster, String source, String now, List<InstalledLab> labs) {

    public OpenedSource {
        labs = List.copyOf(labs);
    }
}
