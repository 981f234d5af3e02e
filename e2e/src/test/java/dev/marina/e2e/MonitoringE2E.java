package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What operators' alerts ask for is what the running parts export.
@Order(3)
@ExtendWith(MarinaExtension.class)
class MonitoringE2E {

    /// Whatever has a metric's form: further words of the language have no underscore.
    private static final Pattern METRIC = Pattern.compile("\\b(?:apiserver|controllers|scheduler|etcd|process|memory|ft)_[a-zA-Z0-9_]+");
    /// There when something was counted; the rules' test knows them from the code.
    private static final List<String> LATER = List.of("ft_bulkhead_calls_total");

    @Test
    void theRunningPartsExportWhatTheRulesAskFor(Marina marina) throws IOException {
        marina.signUp("measured").awaitReady();
        JsonNode ports = new ObjectMapper().readTree(Files.readString(marina.home().resolve("ports.json")));
        StringBuilder exported = new StringBuilder();
        for (String part : List.of("control-plane", "console", "etcd-health")) {
            exported.append(Program.run(marina.home(), Map.of(), Duration.ofMinutes(1),
                    List.of("curl", "-sSf", "http://127.0.0.1:%d/metrics".formatted(ports.path(part).asInt()))).succeeded().output());
        }

        Matcher asked = METRIC.matcher(Files.readString(Marina.CHECKOUT.resolve("docs/monitoring/alerts.yaml")));

        int count = 0;
        while (asked.find()) {
            count++;
            assertTrue(LATER.contains(asked.group()) || exported.indexOf("\n" + asked.group()) >= 0, asked.group() + " is exported by nothing that runs");
        }
        assertTrue(count > 15, "metrics in the rules: " + count);
    }
}
