package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipesTest {

    @TempDir
    private Path source;

    private Optional<Dockerfile> recipe(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(source.resolve(file.getKey()), file.getValue());
        }
        Context context = Context.of(source);
        return Recipes.of(context, Detection.of(context.files(), Optional.empty())).map(text -> Dockerfile.parse(text, Map.of()));
    }

    private static List<String> command(Dockerfile file) {
        return StagePlan.of(file, file.stages().getLast(), BaseDescription.NONE, Map.of()).changes().command();
    }

    @Test
    void whatNeedsNoToolIsLaid() throws IOException {
        assertEquals(Optional.empty(), recipe(Map.of("app.py", "")));
    }

    @Test
    void aPomIsMavensAndItsProgramJavas() throws IOException {
        Dockerfile file = recipe(Map.of("pom.xml", "<project/>")).orElseThrow();

        assertEquals(List.of("marina/maven:1", "marina/java:1"), file.stages().stream().map(Dockerfile.Stage::base).toList());
        assertEquals(List.of("java", "-jar", "/app/app.jar"), command(file));
    }

    @Test
    void whatNpmStartRunsIsRun() throws IOException {
        Dockerfile file = recipe(Map.of("package.json", "{\"scripts\":{\"start\":\"node dist/main.js\"},\"main\":\"index.js\"}", "package-lock.json", "{}"))
                .orElseThrow();

        assertEquals("marina/node:1", file.stages().getLast().base());
        assertEquals(List.of("node", "dist/main.js"), command(file));
    }

    @Test
    void aPackageThatNamesNoProgramIsAPage() throws IOException {
        Dockerfile file = recipe(Map.of("package.json", "{\"scripts\":{\"start\":\"vite\"}}", "package-lock.json", "{}")).orElseThrow();

        assertEquals("marina/busybox:1", file.stages().getLast().base());
    }

    /// What a package says is written into a Dockerfile: nothing of it is an instruction.
    @Test
    void aMainIsANameAndNoMore() throws IOException {
        Dockerfile file = recipe(Map.of("package.json", "{\"main\":\"x\\\"]\\nRUN id\"}", "package-lock.json", "{}")).orElseThrow();

        assertEquals("marina/busybox:1", file.stages().getLast().base());
        assertTrue(assertThrows(BuildFailure.class, () -> recipe(Map.of("package.json", "{"))).getMessage().startsWith("package.json is not JSON"));
    }

    @Test
    void requirementsArePips() throws IOException {
        Dockerfile file = recipe(Map.of("requirements.txt", "greet", "main.py", "")).orElseThrow();

        assertEquals(List.of("marina/pip:1", "marina/python:1"), file.stages().stream().map(Dockerfile.Stage::base).toList());
        assertEquals(List.of("python3", "main.py"), command(file));
    }
}
