package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The program that keeps a source of labs as a folder is, from a save to the lab that there is then.
class LabPreviewIT {

    @RegisterExtension
    static final ControlPlaneExtension plane = ControlPlaneExtension.inMemory();

    private static final Path EXAMPLES = Path.of("../../examples/labs").toAbsolutePath().normalize();
    private static final String SOURCES = "/apis/learn.marina.dev/v1/labsources";

    private final ClusterAdministrator ann = new ClusterAdministrator(plane, "acme", "preview");

    @TempDir
    Path folder;

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(EXAMPLES.resolve("preview.sh").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KUBECONFIG", plane.kubeconfig(ann.record(), "ann", "system:masters").toString());
        return builder.start();
    }

    private void copy() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            for (Path file : files.toList()) {
                Path to = folder.resolve(EXAMPLES.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    private static String said(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        return output;
    }

    private String title() {
        return ann.get(SOURCES).path("items").path(0).path("status").path("labs").path(0).path("title").path("en").asText();
    }

    @Test
    void aSavedLabIsSentAgainAndACheckKeepsNothing() throws Exception {
        copy();
        Path lab = folder.resolve("feature-switch/lab.yaml");
        Process right = start("--check", folder.toString());
        assertEquals("preview--feature-switch is right\n", said(right));
        assertEquals(0, right.exitValue());
        String text = Files.readString(lab);
        Files.writeString(lab, text.replace("points: 2", "points: 100"));
        Process wrong = start("--check", folder.toString());
        assertTrue(said(wrong).startsWith("feature-switch/lab.yaml:19: steps[0].goals[0].points: "));
        assertNotEquals(0, wrong.exitValue());
        assertTrue(ann.get(SOURCES).path("items").isEmpty());

        Files.writeString(lab, text);
        Process preview = start(folder.toString());
        try {
            Await.until("it is there", this::title, "Switch a feature on"::equals);
            Files.writeString(lab, text.replace("{en: Switch a feature on,", "{en: Switch it on,"));
            Await.until("it is there as it was saved", this::title, "Switch it on"::equals);
        } finally {
            preview.descendants().forEach(ProcessHandle::destroy);
            preview.destroy();
        }
        assertTrue(ann.get(SOURCES).path("items").path(0).path("spec").path("archive").asText().length() > 100);
    }
}
