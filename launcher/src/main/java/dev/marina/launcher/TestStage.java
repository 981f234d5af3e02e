package dev.marina.launcher;

import java.util.ArrayList;
import java.util.List;

/// Which tests run together, by what they need.
enum TestStage {
    unit("unit tests: nothing outside the JVM", false),
    it("integration tests: servers, namespaces, containers", true),
    e2e("end-to-end tests: an instance of their own, driven from outside", true);

    private final String description;
    private final boolean needsRoot;

    TestStage(String description, boolean needsRoot) {
        this.description = description;
        this.needsRoot = needsRoot;
    }

    String description() {
        return description;
    }

    boolean needsRoot() {
        return needsRoot;
    }

    /// @param name a test class, or null for all of the stage
    List<String> maven(String name) {
        List<String> arguments = new ArrayList<>(List.of("-ntp", "--fail-at-end"));
        switch (this) {
            case unit -> {
                if (name == null) {
                    arguments.add("-Pchecks");
                } else {
                    arguments.addAll(List.of("-Dtest=" + name, "-Dsurefire.failIfNoSpecifiedTests=false"));
                }
                arguments.add("test");
            }
            case it -> {
                // The unit tests have had their stage.
                arguments.addAll(List.of("-Pservers", "-Dtest=NoUnitTest", "-Dsurefire.failIfNoSpecifiedTests=false"));
                if (name != null) {
                    arguments.addAll(List.of("-Dit.test=" + name, "-Dfailsafe.failIfNoSpecifiedTests=false"));
                }
                arguments.add("verify");
            }
            case e2e -> {
                arguments.addAll(List.of("-Pe2e", "-pl", "e2e"));
                if (name != null) {
                    arguments.addAll(List.of("-Dit.test=" + name, "-Dfailsafe.failIfNoSpecifiedTests=false"));
                }
                arguments.add("verify");
            }
        }
        return List.copyOf(arguments);
    }
}
