package dev.marina.launcher;

import dev.marina.launcher.build.Maven;
import dev.marina.launcher.build.Prerequisites;
import dev.marina.launcher.guest.GuestTests;
import dev.marina.launcher.instance.Layout;
import dev.marina.launcher.process.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "test", description = "All tests, as CI runs them, or one stage, or one test class of it.", mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "STAGE", description = "unit, it, e2e, or labs, seeds and v2, which do not run unless they are named")
    private TestStage stage;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME", description = "a test class, or Class#method; of labs some labs, of seeds how many")
    private List<String> names = List.of();

    @Option(names = "--from", paramLabel = "DIR", description = "of labs: those in this folder, as labs that a tenant brings, instead of the installation's")
    private Path from;

    @Option(names = "--real", description = "of labs: those that need real nodes, or those that are named, in an instance of its own; needs root")
    private boolean real;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (from != null && (stage != TestStage.labs || !Files.isDirectory(from))) {
            System.err.printf("--from is %s; it must be a folder of labs, and the stage must be labs%n", from);
            return 2;
        }
        if (real && (stage != TestStage.labs || from != null)) {
            System.err.println("--real is for labs of the installation; the stage must be labs, without --from");
            return 2;
        }
        if (names.size() > 1 && stage != TestStage.labs) {
            System.err.printf("%s are %d names; there must be one at most, but of labs%n", names, names.size());
            return 2;
        }
        if (stage == TestStage.seeds) {
            try {
                stage.maven(name());
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage());
            }
        }
        Path root = Layout.ofEnvironment().root();
        TestSummary summary = new TestSummary();
        Prerequisites.ensure(Prerequisites.TO_BUILD, System.out::println);
        if (Linux.root()) {
            Prerequisites.ensure(Prerequisites.TO_RUN, System.out::println);
            Prerequisites.ensure(Prerequisites.TO_TEST, System.out::println);
        }
        for (TestStage each : stage == null ? TestStage.USUAL : List.of(stage)) {
            if ((each.needsRoot() || real) && !Linux.root()) {
                summary.skip(each, "it needs root, for servers, network namespaces, mounts and containers");
                continue;
            }
            System.out.printf("%n=== %s%n", real ? "labs: each is gone through by kubectl, on real nodes of an instance of its own" : each.description());
            Instant start = Instant.now();
            int code = run(root, each);
            TestReport report = TestReport.since(root, start);
            summary.ended(each, code != 0 || !report.failed().isEmpty(), Duration.between(start, Instant.now()), report);
        }
        System.out.println();
        summary.lines().forEach(System.out::println);
        return summary.failed() ? 1 : 0;
    }

    private int run(Path root, TestStage each) throws IOException, InterruptedException {
        if (each == TestStage.v2) {
            Prerequisites.ensure(Prerequisites.TO_TEST_IN_A_GUEST, System.out::println);
        }
        if (each.throughout(name())) {
            return new Maven(root).succeeds(System.out, each.maven(null, from)) ? 0 : 1;
        }
        int code = new Maven(root).run(ProcessBuilder.Redirect.INHERIT, real ? TestStage.realLabs(names) : each.maven(name(), from));
        return code != 0 || each != TestStage.v2
                ? code
                : new GuestTests(root.resolve("target/guest"), root.resolve("node-agent").resolve(TestStage.GUEST_CLASS_PATH)).run(name());
    }

    /// Null for all of the stage.
    private String name() {
        return names.isEmpty() ? null : String.join(",", names);
    }
}
