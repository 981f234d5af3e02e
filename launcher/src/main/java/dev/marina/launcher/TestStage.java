package dev.marina.launcher;

import dev.marina.launcher.build.MavenVerdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Which tests run together, by what they need.
enum TestStage {
    unit("unit tests: nothing outside the JVM", false),
    it("integration tests: servers, namespaces, containers", true),
    e2e("end-to-end tests: an instance of their own, driven from outside", true),
    labs("labs: each is gone through by kubectl, on a control plane with pretended nodes", false),
    seeds("seeds: the whole control plane under random schedules and faults, so many times", false),
    v2("control groups of version 2: tests of the node agent in an emulated machine with Debian's kernel", true);

    /// What runs unless a stage is named. An emulated machine takes minutes for what this one does in seconds.
    static final List<TestStage> USUAL = List.of(unit, it, e2e);
    /// Where the build of [#v2] says what the guest's class path is, from the module's directory.
    static final String GUEST_CLASS_PATH = "target/guest.classpath";

    private static final int USUAL_SEEDS = 20_000;

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

    List<String> maven(String name) {
        return maven(name, null);
    }

    /// Throws [IllegalArgumentException] for what is none.
    ///
    /// @param name a test class, of [#labs] a lab, of [#seeds] how many; null for all of the stage
    /// @param from of [#labs] a folder of labs instead of the installation's; null for these
    List<String> maven(String name, Path from) {
        List<String> arguments = new ArrayList<>(List.of("-ntp", throughout(name) ? MavenVerdict.FAIL_NEVER : "--fail-at-end"));
        if (name == null && this != v2 && this != seeds) {
            // One run tells of all that is broken, and of what only fails now and then; who runs one test wants to see it fail.
            arguments.addAll(List.of("-Dsurefire.rerunFailingTestsCount=1", "-Dfailsafe.rerunFailingTestsCount=1"));
        }
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
                arguments.addAll(endToEnd(name == null ? "*E2E" : classOf(name)));
                if (name == null) {
                    arguments.addAll(List.of("-DexcludedGroups=long", "-Dmarina.lab.mutants=none"));
                }
                arguments.add("verify");
            }
            // Among the integration tests too; here alone, and one lab if one is named.
            case labs -> {
                arguments.addAll(List.of("-Pservers", "-pl", "control-plane/testing", "-am", "-Dtest=NoUnitTest", "-Dsurefire.failIfNoSpecifiedTests=false",
                        "-Dit.test=LabsIT", "-Dfailsafe.failIfNoSpecifiedTests=false"));
                if (name != null) {
                    arguments.add("-Dmarina.lab=" + name);
                }
                if (from != null) {
                    arguments.add("-Dmarina.labs=" + from.toAbsolutePath().normalize());
                }
                arguments.add("verify");
            }
            // A few are among the unit tests.
            case seeds -> arguments.addAll(List.of("-pl", "control-plane/testing", "-am", "-Dtest=dev.marina.testing.simulation.SimulationTest",
                    "-Dsurefire.failIfNoSpecifiedTests=false",
                    "-Dmarina.seeds=" + count(name), "test"));
            // The tests themselves run in the guest.
            case v2 -> arguments.addAll(List.of("-q", "-pl", "node-agent", "-am", "test-compile", "dependency:build-classpath",
                    "-Dmdep.includeScope=test", "-Dmdep.outputFile=" + GUEST_CLASS_PATH));
        }
        return List.copyOf(arguments);
    }

    /// Whether modules whose tests stand by themselves are run behind one that has failed: nearly all need a few.
    boolean throughout(String name) {
        return name == null && (this == unit || this == it);
    }

    /// What goes through labs on real nodes, in an instance of their own.
    ///
    /// @param labs empty: all that need such nodes
    static List<String> realLabs(List<String> labs) {
        List<String> arguments = new ArrayList<>(List.of("-ntp", "--fail-at-end"));
        arguments.addAll(endToEnd("RealLabsE2E"));
        if (!labs.isEmpty()) {
            arguments.add("-Dmarina.lab=" + String.join(",", labs));
        }
        arguments.add("verify");
        return List.copyOf(arguments);
    }

    /// With the modules whose tests it shares a part of; their own have had their stages.
    private static List<String> endToEnd(String classes) {
        return List.of("-Pe2e", "-pl", "e2e", "-am", "-Dtest=NoUnitTest", "-Dsurefire.failIfNoSpecifiedTests=false", "-Dit.test=" + classes,
                "-Dfailsafe.failIfNoSpecifiedTests=false");
    }

    private static int count(String name) {
        if (name != null && !name.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("'%s' is no number of seeds, such as %d".formatted(name, USUAL_SEEDS));
        }
        return name == null ? USUAL_SEEDS : Integer.parseInt(name);
    }

    /// `containment` means ContainmentE2E, `kill-matrix` KillMatrixE2E; the name of a class means itself.
    private static String classOf(String name) {
        if (!Character.isLowerCase(name.charAt(0))) {
            return name;
        }
        return Arrays.stream(name.split("-")).map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).collect(Collectors.joining()) + "E2E";
    }
}
