package dev.marina.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.builds.ImagePlan.Addition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A source is somebody's: its links lead nowhere, and its names stay within it.
class ContextTest {

    @TempDir
    private Path directory;
    private Path source;
    private Path image;
    private Path secret;

    @BeforeEach
    void aSource() throws IOException {
        directory = directory.toRealPath();
        source = Files.createDirectories(directory.resolve("source"));
        image = Files.createDirectories(directory.resolve("image"));
        secret = Files.writeString(directory.resolve("token"), "the pod's");
        Files.createDirectories(source.resolve("site"));
        Files.writeString(source.resolve("site/index.html"), "hello");
        Files.createDirectories(source.resolve(".git"));
        Files.writeString(source.resolve(".git/config"), "x");
    }

    private void copy(String from, String to) throws IOException {
        Context.of(source).copy(new Addition(from, to), image);
    }

    @Test
    void filesAreCopiedWithoutTheRepositorysOwn() throws IOException {
        assertEquals(Set.of("site/index.html"),
                Context.of(source).files().stream().filter(file -> !file.startsWith(".git/")).collect(java.util.stream.Collectors.toSet()));

        copy(".", "/srv");
        copy("site/index.html", "/other/");
        copy("site/index.html", "/renamed.html");

        assertEquals("hello", Files.readString(image.resolve("srv/site/index.html")));
        assertEquals("hello", Files.readString(image.resolve("other/index.html")));
        assertEquals("hello", Files.readString(image.resolve("renamed.html")));
        assertFalse(Files.exists(image.resolve("srv/.git")));
    }

    @Test
    void aLinkIsCopiedAsALink() throws IOException {
        Files.createSymbolicLink(source.resolve("site/link"), secret);
        Files.createSymbolicLink(source.resolve("site/directory"), directory);

        copy("site", "/srv");

        assertTrue(Files.isSymbolicLink(image.resolve("srv/link")));
        assertTrue(Files.isSymbolicLink(image.resolve("srv/directory")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../token", "/../token", "site/../../token", "link/token", "absent"})
    void nothingIsCopiedFromOutside(String from) throws IOException {
        Files.createSymbolicLink(source.resolve("link"), directory);

        assertThrows(BuildFailure.class, () -> copy(from, "/srv"));
    }

    @Test
    void aLinkThatWasCopiedLeadsNothingOutOfTheImage() throws IOException {
        Files.createSymbolicLink(source.resolve("out"), directory);
        copy("out", "/out");

        assertThrows(BuildFailure.class, () -> copy("site", "/out/stolen"));
        assertThrows(BuildFailure.class, () -> copy("site/index.html", "/../escaped"));
        assertFalse(Files.exists(directory.resolve("stolen"), LinkOption.NOFOLLOW_LINKS));
        assertFalse(Files.exists(directory.resolve("escaped"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aDockerfileThatIsALinkIsNotRead() throws IOException {
        Files.createSymbolicLink(source.resolve("Dockerfile"), secret);

        assertThrows(BuildFailure.class, () -> Context.of(source).text("Dockerfile"));
    }

    @Test
    void aPathLeadsIntoTheSourceOnly() throws IOException {
        Files.createSymbolicLink(source.resolve("link"), directory);

        assertEquals(source.resolve("site"), Checkout.below(source, "site"));
        for (String path : new String[] {"..", "/etc", "link", "site/../..", "absent", "site/index.html"}) {
            assertThrows(BuildFailure.class, () -> Checkout.below(source, path), path);
        }
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", source.resolve("pipe").toString()).start().waitFor());

        assertTrue(assertThrows(BuildFailure.class, () -> Context.of(source)).getMessage().contains("pipe is neither"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "--upload-pack=touch /tmp/x", "ext::sh -c id", "ssh://host/x", "git@host:x", "https://user:password@host/x",
            "http://host/a b", "https:///x", "/etc", ""})
    void aRepositoryIsReachedByHttpAndNothingElse(String url) {
        assertThrows(BuildFailure.class, () -> Checkout.run(url, "main", directory.resolve("checkout")));
        assertFalse(Files.exists(directory.resolve("checkout")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--upload-pack=x", "-x", "a..b", "a b", "main:refs/heads/x", "+main"})
    void aRevisionIsNoOption(String revision) {
        assertThrows(BuildFailure.class, () -> Checkout.run("https://host.test/x", revision, directory.resolve("checkout")));
    }

    @Test
    void aDigestIsOfNamesRightsAndContentsAndOfNoTimes() throws IOException {
        String before = Context.of(source).digest(List.of("site"));

        Files.setLastModifiedTime(source.resolve("site/index.html"), FileTime.fromMillis(1));
        assertEquals(before, Context.of(source).digest(List.of("site")));
        Files.writeString(source.resolve("beside"), "x");
        Files.writeString(source.resolve(".git/config"), "other");
        assertEquals(before, Context.of(source).digest(List.of("site")));
        Files.writeString(source.resolve("site/index.html"), "other");
        String changed = Context.of(source).digest(List.of("site"));
        assertNotEquals(before, changed);
        Files.setPosixFilePermissions(source.resolve("site/index.html"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertNotEquals(changed, Context.of(source).digest(List.of("site")));
        assertNotEquals(Context.of(source).digest(List.of("site", "beside")), Context.of(source).digest(List.of("beside", "site")));
        assertEquals(Context.of(source).digest(List.of("site")),
                Context.of(source).without(DockerIgnore.parse("beside")).digest(List.of("site")));
    }

    @Test
    void aDigestIsOfNothingOutsideOfTheSource() throws IOException {
        Files.createSymbolicLink(source.resolve("link"), secret);
        Files.createSymbolicLink(source.resolve("out"), directory);
        String before = Context.of(source).digest(List.of("link"));

        Files.writeString(secret, "another");

        assertEquals(before, Context.of(source).digest(List.of("link")), "a link is a link");
        assertThrows(BuildFailure.class, () -> Context.of(source).digest(List.of("out/token")));
        assertThrows(BuildFailure.class, () -> Context.of(source).digest(List.of("../token")));
    }
}
