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
            Files.createDirectories(source.resolve(file.getKey()).getParent());
            Files.writeString(source.resolve(file.getKey()), file.getValue());
        }
        return recipe(false);
    }

    private Optional<Dockerfile> recipe(boolean kept) throws IOException {
        Context context = Context.of(source);
        return Recipes.of(context, Detection.of(context.files(), Optional.empty()), kept).map(text -> Dockerfile.parse(text, Map.of()));
    }

    /// What is copied and run before the whole source is there.
    private static List<String> ahead(Dockerfile file) {
        return file.stages().getFirst().instructions().stream().takeWhile(each -> !each.rest().equals(". .")).filter(each -> List.of("COPY", "RUN").contains(
                each.name())).map(each -> each.name() + " " + each.rest().lines().findFirst().orElse("")).toList();
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
    void aPomNamesItsJava() throws IOException {
        Dockerfile file = recipe(Map.of("pom.xml", "<project><properties><maven.compiler.release>21</maven.compiler.release></properties></project>"))
                .orElseThrow();

        assertEquals(List.of("marina/maven-25:1", "marina/java-25:1"), file.stages().stream().map(Dockerfile.Stage::base).toList());
        assertEquals("pom.xml (maven.compiler.release) asks for Java 99; there are 17 and 25", assertThrows(BuildFailure.class, () -> recipe(Map.of("pom.xml",
                "<project><properties><maven.compiler.release>99</maven.compiler.release></properties></project>"))).getMessage());
    }

    /// So that the layer stays while these stay, whatever else of the source changes.
    @Test
    void whatIsFetchedIsFetchedByWhatNamesItAlone() throws IOException {
        Dockerfile maven = recipe(Map.of("pom.xml", "<project/>", "shop/pom.xml", "<project/>", "shop/src/Shop.java", "", ".mvn/maven.config", ""))
                .orElseThrow();

        assertEquals(List.of("COPY pom.xml pom.xml", "COPY shop/pom.xml shop/pom.xml", "COPY .mvn .mvn"), ahead(maven).subList(0, 3));
        assertTrue(ahead(maven).getLast().contains("-Dmaven.repo.local=/m2 --fail-never package"), ahead(maven).getLast());
        assertEquals(List.of(), ahead(recipe(true).orElseThrow()), "with a claim it stays there");
    }

    @Test
    void aModuleOfAnOddNameIsNoInstruction() throws IOException {
        assertEquals(List.of(), ahead(recipe(Map.of("pom.xml", "<project/>", "a b\nRUN id/pom.xml", "<project/>")).orElseThrow()));
    }

    @Test
    void modulesAreFetchedByTheLockAlone() throws IOException {
        Dockerfile file = recipe(Map.of("package.json", "{\"main\":\"a.js\"}", "package-lock.json", "{}", "a.js", "", ".npmrc", "")).orElseThrow();

        assertEquals("COPY package.json package-lock.json .npmrc ./", ahead(file).getFirst());
        assertTrue(ahead(file).getLast().startsWith("RUN npm ci --ignore-scripts"), ahead(file).getLast());
    }

    @Test
    void aGradleProjectIsMadeByItsOwnGradle() throws IOException {
        Dockerfile file = recipe(Map.of("build.gradle.kts", "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }", "gradlew", "",
                "gradle/wrapper/gradle-wrapper.jar", "")).orElseThrow();

        assertEquals(List.of("marina/maven:1", "marina/java:1"), file.stages().stream().map(Dockerfile.Stage::base).toList());
        assertEquals(List.of("COPY gradlew gradlew", "COPY gradle/wrapper gradle/wrapper"), ahead(file).subList(0, 2));
        assertEquals(List.of("java", "-jar", "/app/app.jar"), command(file));
    }

    @Test
    void aGradleProjectWithoutItsGradleIsToldWhatIsMissing() {
        String why = assertThrows(BuildFailure.class, () -> recipe(Map.of("build.gradle", ""))).getMessage();

        assertTrue(why.startsWith("there is a build.gradle and no gradlew"), why);
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
