package dev.marina.controllers.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden pairs: manifests, and what nginx is told. `-Drewrite` writes what comes out; [RealNginxIT] has nginx read it.
class IngressPlanTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"hosts-and-paths", "rewrite", "canary", "sticky", "limits-and-access", "timeouts-and-protocols", "default-backend", "what-is-missing",
                    "tls"})
    void manifestsBecomeThisConfiguration(String name) throws IOException {
        IngressPlan plan = IngressPlan.of(WorldFromFile.of(read(name + ".input.yaml")));

        StringBuilder found = new StringBuilder();
        plan.findings().forEach(finding -> found.append("# %s/%s %s %s\n".formatted(finding.ingress().getMetadata().getNamespace(),
                finding.ingress().getMetadata().getName(), finding.reason(), finding.message())));
        plan.files().keySet().forEach(file -> found.append("# file ").append(file).append('\n'));
        String output = found + own(NginxText.of(plan, "100.64.255.254"));
        if (System.getProperty("rewrite") != null) {
            Files.writeString(Path.of("src/test/resources/dev/marina/controllers/ingress", name + ".output.conf"), output);
        }
        assertEquals(read(name + ".output.conf"), output);
    }

    /// Without what all clusters' configurations have.
    private static String own(String text) {
        String from = "limit_conn_status 503;\n";
        return text.substring(text.indexOf(from) + from.length(), text.lastIndexOf("    server {\n        listen " + NginxText.STATUS));
    }

    static String read(String name) throws IOException {
        try (InputStream in = IngressPlanTest.class.getResourceAsStream(name)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
