package dev.marina.tenancy.management;

import java.util.List;

/// A lab of the installation, or one that a class opens.
public record InstalledLab(String id, String course, Words title, List<Goal> goals) {

    public InstalledLab {
        goals = List.copyOf(goals);
    }

    public record Goal(String id, Words title) {}
}
