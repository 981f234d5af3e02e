package dev.marina.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.HistoryCommand;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.ListCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.ReleaseHistory;
import com.marcnuri.helm.StatusCommand;
import com.marcnuri.helm.TemplateCommand;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What is done with releases of a cluster.
final class Releases {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private final Arguments arguments;
    private final Optional<Path> kubeConfig;

    Releases(Arguments arguments) {
        this.arguments = arguments;
        this.kubeConfig = arguments.find("--kubeconfig").map(Path::of);
    }

    private Optional<String> namespace() {
        return arguments.find("--namespace");
    }

    /// @param key such as `image.tag`
    private record Value(String key, String value) {
        static Value of(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new Arguments.Unusable("--set %s must be KEY=VALUE".formatted(text));
            }
            return new Value(text.substring(0, equals), text.substring(equals + 1));
        }
    }

    private List<Value> set() {
        return arguments.all("--set").stream().map(Value::of).toList();
    }

    String template() {
        boolean named = arguments.words().size() > 2;
        TemplateCommand command = new Helm(HelmMain.chart(arguments, named ? 2 : 1)).template();
        command.withName(named ? arguments.words().get(1) : "release-name");
        namespace().ifPresent(command::withNamespace);
        set().forEach(each -> command.set(each.key(), each.value()));
        arguments.all("--values").forEach(file -> command.withValuesFile(Path.of(file)));
        return command.call();
    }

    String install(String name, Path chart) {
        InstallCommand command = new Helm(chart).install().withName(name);
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        arguments.find("--version").ifPresent(command::withVersion);
        arguments.find("--description").ifPresent(command::withDescription);
        arguments.find("--timeout").ifPresent(text -> command.withTimeout(number("--timeout", text)));
        set().forEach(each -> command.set(each.key(), each.value()));
        arguments.all("--values").forEach(file -> command.withValuesFile(Path.of(file)));
        when("--create-namespace", command::createNamespace);
        when("--wait", command::waitReady);
        when("--atomic", command::atomic);
        when("--dry-run", command::dryRun);
        when("--dependency-update", command::dependencyUpdate);
        when("--skip-crds", command::skipCrds);
        return told(command.call());
    }

    String upgrade(String name, Path chart) {
        UpgradeCommand command = upgrading(name, chart);
        arguments.find("--version").ifPresent(command::withVersion);
        arguments.find("--description").ifPresent(command::withDescription);
        set().forEach(each -> command.set(each.key(), each.value()));
        arguments.all("--values").forEach(file -> command.withValuesFile(Path.of(file)));
        when("--install", command::install);
        when("--create-namespace", command::createNamespace);
        when("--reuse-values", command::reuseValues);
        when("--reset-values", command::resetValues);
        when("--dry-run", command::dryRun);
        when("--dependency-update", command::dependencyUpdate);
        return told(command.call());
    }

    private UpgradeCommand upgrading(String name, Path chart) {
        UpgradeCommand command = new Helm(chart).upgrade().withName(name);
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        arguments.find("--timeout").ifPresent(text -> command.withTimeout(number("--timeout", text)));
        when("--wait", command::waitReady);
        when("--atomic", command::atomic);
        return command;
    }

    /// The library has none: a new revision is made of what the earlier one had made, with its values. Hooks do not run.
    ///
    /// @param revision 0 for the one before the newest
    String rollback(String name, String revision) throws IOException, InterruptedException {
        int wanted = number("REVISION", revision);
        int to = wanted > 0 ? wanted : historyOf(name).stream().mapToInt(ReleaseHistory::getRevision).max().orElse(0) - 1;
        if (to < 1) {
            throw new Arguments.Unusable("release %s has no revision before this one".formatted(name));
        }
        StoredRelease stored = StoredRelease.of(secret(name, to));
        Path work = Files.createTempDirectory("helm");
        try {
            upgrading(name, stored.asChart(work)).resetValues().withValuesFile(stored.values(work)).withDescription("Rollback to " + to).call();
            return "Rollback was a success! Happy Helming!\n";
        } finally {
            try (Stream<Path> tree = Files.walk(work)) {
                tree.sorted(Comparator.reverseOrder()).forEach(Releases::delete);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// With `kubectl`, which is there wherever this is.
    private String secret(String name, int revision) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "get", "secret", "sh.helm.release.v1.%s.v%d".formatted(name, revision), "-o",
                "jsonpath={.data.release}"));
        namespace().ifPresent(namespace -> command.addAll(List.of("--namespace", namespace)));
        kubeConfig.ifPresent(file -> command.addAll(List.of("--kubeconfig", file.toString())));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String data = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (process.waitFor() != 0) {
            throw new Arguments.Unusable("release %s has no revision %d that can be read".formatted(name, revision));
        }
        return data;
    }

    String uninstall(String name) {
        UninstallCommand command = Helm.uninstall(name);
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        when("--keep-history", command::keepHistory);
        when("--dry-run", command::dryRun);
        command.call();
        return "release \"%s\" uninstalled\n".formatted(name);
    }

    String list() {
        ListCommand command = Helm.list();
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        when("--all", command::all);
        when("--all-namespaces", command::allNamespaces);
        List<List<String>> rows = new ArrayList<>(List.of(List.of("NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION")));
        command.call().forEach(each -> rows.add(List.of(text(each.getName()), text(each.getNamespace()), text(each.getRevision()), when(each.getLastDeployed()),
                text(each.getStatus()), text(each.getChart()), text(each.getAppVersion()))));
        return HelmMain.table(rows);
    }

    String status(String name) {
        StatusCommand command = Helm.status(name);
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        arguments.find("--revision").ifPresent(text -> command.withRevision(number("--revision", text)));
        return told(command.call());
    }

    String history(String name) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION")));
        historyOf(name).forEach(each -> rows.add(List.of(Integer.toString(each.getRevision()), when(each.getUpdated()), text(each.getStatus()),
                text(each.getChart()), text(each.getAppVersion()), text(each.getDescription()))));
        return HelmMain.table(rows);
    }

    private List<ReleaseHistory> historyOf(String name) {
        HistoryCommand command = Helm.history(name);
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        arguments.find("--max").ifPresent(text -> command.withMax(number("--max", text)));
        return command.call();
    }

    String values(String name) {
        var command = Helm.get(name).values();
        namespace().ifPresent(command::withNamespace);
        kubeConfig.ifPresent(command::withKubeConfig);
        arguments.find("--revision").ifPresent(text -> command.withRevision(number("--revision", text)));
        when("--all", command::allValues);
        return command.call() + "\n";
    }

    private static String told(Release release) {
        return "NAME: %s\nLAST DEPLOYED: %s\nNAMESPACE: %s\nSTATUS: %s\nREVISION: %s\n".formatted(text(release.getName()), when(release.getLastDeployed()),
                text(release.getNamespace()), text(release.getStatus()), text(release.getRevision()));
    }

    private void when(String flag, Runnable then) {
        if (arguments.has(flag)) {
            then.run();
        }
    }

    private static String when(ZonedDateTime time) {
        return time == null ? "" : WHEN.format(time);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static int number(String what, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new Arguments.Unusable("%s is %s; it must be a number".formatted(what, text));
        }
    }
}
