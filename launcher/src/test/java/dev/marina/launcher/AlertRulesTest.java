package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import dev.marina.launcher.process.Command;

/// The alerts that operators are given ask for metrics that there are. A rule of a metric that nobody exports is never true, and nobody notices.
class AlertRulesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path RULES = ROOT.resolve("docs/monitoring/alerts.yaml");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Set<String> WORDS = Set.of("by", "without", "on", "ignoring", "and", "or", "unless", "bool", "offset");
    /// Made of a scrape by Prometheus itself.
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private record Rule(String alert, String expression, JsonNode all) {}

    private static List<Rule> rules() throws IOException {
        List<Rule> rules = new ArrayList<>();
        Json.YAML.readTree(RULES.toFile()).path("groups")
                .forEach(group -> group.path("rules").forEach(rule -> rules.add(new Rule(rule.path("alert").asText(), rule.path("expr").asText(), rule))));
        return rules;
    }

    /// Names of metrics in an expression: not functions, labels, or words of the language.
    static Set<String> metrics(String expression) {
        String bare = expression.replaceAll("\"[^\"]*\"", "").replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)", "");
        Set<String> metrics = new TreeSet<>();
        Matcher names = NAME.matcher(bare);
        while (names.find()) {
            boolean function = bare.substring(names.end()).stripLeading().startsWith("(");
            if (!function && !WORDS.contains(names.group())) {
                metrics.add(names.group());
            }
        }
        return metrics;
    }

    /// What the parts of others export, noted down of running ones, `<name> <type>`; `MonitoringE2E` asks those that run.
    private static Set<String> ofOthers() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String part : List.of("etcd", "console")) {
            try (var in = AlertRulesTest.class.getResourceAsStream("/metrics/" + part + ".txt")) {
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                    String[] words = line.split(" ");
                    names.add(words[0]);
                    if (words[1].equals("histogram")) {
                        names.add(words[0] + "_bucket");
                    }
                }
            }
        }
        return names;
    }

    /// What the control plane's own code writes as `# TYPE <name>`.
    private static Set<String> ofTheControlPlane() throws IOException {
        Pattern type = Pattern.compile("# TYPE ([a-z_]+) (?:counter|gauge)");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("control-plane"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java") && path.toString().contains("/src/main/")).toList()) {
                Matcher exported = type.matcher(Files.readString(file));
                while (exported.find()) {
                    names.add(exported.group(1));
                }
            }
        }
        return names;
    }

    @Test
    void namesOfMetricsAreFoundInExpressions() {
        assertEquals(Set.of("a_total", "b:c", "up"), metrics("sum by (x) (rate(a_total{y=\"z\"}[5m])) / b:c > 0.5 and up{job=~\"q.*\"} == 0 unless on (l) up"));
    }

    @Test
    void everyMetricOfARuleIsExported() throws IOException {
        Set<String> exported = new TreeSet<>(OF_PROMETHEUS);
        exported.addAll(ofOthers());
        exported.addAll(ofTheControlPlane());
        for (Rule rule : rules()) {
            Set<String> metrics = metrics(rule.expression());
            assertFalse(metrics.isEmpty(), rule.alert());
            metrics.forEach(metric -> assertTrue(exported.contains(metric), rule.alert() + " asks for " + metric + ", which nothing exports"));
        }
    }

    @Test
    void everyRuleHasANameOfItsOwnASeverityAndASummary() throws IOException {
        List<Rule> rules = rules();
        assertEquals(rules.size(), rules.stream().map(Rule::alert).distinct().count());
        assertTrue(rules.size() > 10, "rules: " + rules.size());
        for (Rule rule : rules) {
            assertTrue(rule.alert().startsWith("Marina"), rule.alert());
            assertTrue(Set.of("warning", "critical").contains(rule.all().path("labels").path("severity").asText()), rule.alert());
            assertFalse(rule.all().path("annotations").path("summary").asText().isEmpty(), rule.alert());
        }
    }

    @Test
    void prometheusTakesThem() throws IOException, InterruptedException {
        Path promtool = Path.of("/usr/bin/promtool");
        assumeTrue(Files.isExecutable(promtool), "needs Debian's prometheus");

        Command.Outcome outcome = Command.of(promtool.toString(), "check", "rules", RULES.toString()).run();

        assertEquals(0, outcome.code(), outcome.output());
    }
}
