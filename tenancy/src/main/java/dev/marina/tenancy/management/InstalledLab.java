package dev.marina.tenancy.management;

import java.util.List;

/// A lab of the installation.
public record InstalledLab(String id, String course, Words title, List<Goal> goals) {

    public InstalledLab {
        goals = List.copyOf(goals);
    }

    public record Goal(String id, Words title) {}
}
