package dev.marina.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The builder as a program of its own, from a Git repository into the registry.
class BuildIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;
    private RunningRegistry registry;
    private Path token;

    @BeforeEach
    void aBaseInTheRegistry() throws Exception {
        registry = new RunningRegistry(Files.createDirectories(directory.resolve("registry")));
        token = Files.writeString(directory.resolve("token"), "x");
        assertEquals(0, registry.push("marina", OciLayout.of(directory.resolve("base"), 1, List.of(100_000)), "marina/busybox:1").code());
    }

    @AfterEach
    void end() throws Exception {
        registry.close();
    }

    private record Built(int code, String log, JsonNode report) {}

    private Built build(String tenant, String repository, Map<String, String> more) throws Exception {
        Path work = Files.createTempDirectory(directory, "build");
        ProcessBuilder builder = new ProcessBuilder("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp",
                System.getProperty("java.class.path"), "dev.marina.builds.BuildMain").redirectErrorStream(true);
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        builder.command().set(0, java.toString());
        builder.environment().putAll(Map.of("BUILD_IMAGE", registry.name() + "/" + repository, "BUILD_TAG", "b1", "BUILD_USER", tenant, "BUILD_TOKEN_FILE",
                token.toString(), "BUILD_TLS_VERIFY", "false", "BUILD_WORK", work.toString(), "BUILD_CONTEXT", work.resolve("source").toString(),
                "BUILD_REPORT", work.resolve("report").toString()));
        builder.environment().putAll(more);
        Process process = builder.start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        Path report = work.resolve("report");
        return new Built(code, log, Files.exists(report) ? JSON.readTree(report.toFile()) : JSON.nullNode());
    }

    @Test
    void aSiteInARepositoryBecomesAnImage() throws Exception {
        GitServer git = new GitServer(Files.createDirectories(directory.resolve("git")), Map.of("site/index.html", "hello from git", "README.md", "x"));

        Built built = build("acme", "acme/site", Map.of("BUILD_GIT_URL", git.url(), "BUILD_GIT_REVISION", "main"));
        Built again = build("acme", "acme/site", Map.of("BUILD_GIT_URL", git.url()));
        git.close();

        assertEquals(0, built.code(), built.log());
        String image = built.report().path("image").asText();
        assertTrue(image.startsWith(registry.name() + "/acme/site@sha256:"), image);
        assertEquals(image, again.report().path("image").asText(), "the same source is the same image");
        Path pulled = directory.resolve("pulled");
        assertEquals(0, registry.pull("acme", image.substring(registry.name().length() + 1), pulled).code());
        JsonNode manifest = JSON.readTree(pulled.resolve("manifest.json").toFile());
        assertEquals(2, manifest.path("layers").size());
        JsonNode config = JSON.readTree(pulled.resolve(manifest.at("/config/digest").asText().substring("sha256:".length())).toFile());
        assertEquals("httpd", config.at("/config/Cmd/0").asText());
        assertEquals("1000", config.at("/config/User").asText());
        Process tar = new ProcessBuilder("tar", "-xzOf", pulled.resolve(manifest.at("/layers/1/digest").asText().substring("sha256:".length())).toString(),
                "./srv/index.html").start();
        assertEquals("hello from git", new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aDockerfileSaysWhatIsInTheImage() throws Exception {
        GitServer git = new GitServer(Files.createDirectories(directory.resolve("git")),
                Map.of("app/Dockerfile", "FROM marina/busybox:1\nCOPY greeting /etc/\nENV A=b\nCMD [\"cat\", \"/etc/greeting\"]\n", "app/greeting", "hi"));

        Built built = build("acme", "acme/app", Map.of("BUILD_GIT_URL", git.url(), "BUILD_PATH", "app"));
        git.close();

        assertEquals(0, built.code(), built.log());
        assertTrue(built.log().contains("building as dockerfile"), built.log());
    }

    @Test
    void whatCannotBeBuiltSaysWhy() throws Exception {
        GitServer git = new GitServer(Files.createDirectories(directory.resolve("git")), Map.of("Dockerfile", "FROM marina/busybox:1\nRUN make\n"));

        Built refused = build("acme", "acme/app", Map.of("BUILD_GIT_URL", git.url()));
        Built absent = build("acme", "acme/app", Map.of("BUILD_GIT_URL", git.url() + "x"));
        Built local = build("acme", "acme/app", Map.of("BUILD_GIT_URL", "file:///etc"));
        git.close();

        assertEquals("commands of a source are not run by this build",
                refused.report().path("message").asText());
        assertNotEquals(0, absent.code());
        assertTrue(local.report().path("message").asText().startsWith("the Git URL is file:///etc"), local.log());
    }

    /// A build has its own tenant's token: what it names of another's it gets no more than anybody.
    @Test
    void aBuildReachesItsOwnTenantsImagesAlone() throws Exception {
        assertEquals(0, registry.push("globex", OciLayout.of(directory.resolve("others"), 2, List.of(1000)), "globex/secret:1").code());
        GitServer git = new GitServer(Files.createDirectories(directory.resolve("git")),
                Map.of("steal/Dockerfile", "FROM " + registry.name() + "/globex/secret:1\nCMD x\n", "site/index.html", "x"));

        Built stolen = build("acme", "acme/app", Map.of("BUILD_GIT_URL", git.url(), "BUILD_PATH", "steal"));
        Built planted = build("acme", "globex/app", Map.of("BUILD_GIT_URL", git.url(), "BUILD_PATH", "site"));
        git.close();

        assertNotEquals(0, stolen.code());
        assertNotEquals(0, planted.code());
        assertEquals(1, JSON.readTree(registry.control("GET", "globex").body()).path("items").size());
    }
}
