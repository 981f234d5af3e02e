package dev.marina.helm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredReleaseTest {

    private static final String MANIFEST = "---\n# Source: web/templates/page.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: page}\ndata: {text: \"{{ is no place }}\"}\n";

    @TempDir
    Path work;

    private static String stored(String manifest) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            String json = """
                    {"name": "web", "config": {"replicas": 2}, "chart": {"metadata": {"apiVersion": "v2", "name": "web", "version": "1.2.0",
                     "dependencies": [{"name": "page", "version": "1.0.0"}]}}, "manifest": %s}""";
            out.write(json.formatted(new com.fasterxml.jackson.databind.node.TextNode(manifest)).getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getEncoder().encodeToString(Base64.getEncoder().encode(packed.toByteArray()));
    }

    /// Whatever braces it has, Helm makes of the chart what was made then.
    @Test
    void aRevisionIsAChartOfTheSameNameThatMakesWhatItMade() throws IOException {
        StoredRelease release = StoredRelease.of(stored(MANIFEST));

        Path chart = release.asChart(work);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, HelmMain.run(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, "template", "web", chart.toString()));
        String made = out.toString(StandardCharsets.UTF_8);
        assertTrue(made.contains("data: {text: \"{{ is no place }}\"}"), made);
        assertEquals("{\"replicas\":2}", Files.readString(release.values(work)));
        String about = Files.readString(chart.resolve("Chart.yaml"));
        assertTrue(about.contains("\"version\":\"1.2.0\""), about);
        assertFalse(about.contains("dependencies"), about);
    }

    @Test
    void whatIsNoReleaseIsRefused() {
        assertThrows(IOException.class, () -> StoredRelease.of(Base64.getEncoder().encodeToString("aGVsbG8=".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void aChartIsMadeLookedAtAndRefusedInWords() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(1, HelmMain.run(System.out, to, "template", "web", work.resolve("nothing").toString()));
        assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("Error: "), err.toString(StandardCharsets.UTF_8));
        assertEquals(1, HelmMain.run(System.out, to, "install", "web"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("CHART is missing"), err.toString(StandardCharsets.UTF_8));
        assertEquals("A  B\nc  d\n", HelmMain.table(java.util.List.of(java.util.List.of("A", "B"), java.util.List.of("c", "d"))));
    }
}
