package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// The platform is lost and made again out of a backup that was taken while it ran. It takes the suite's instance away and brings it back, so it is one of
/// the last.
@Order(99)
@Tag("long")
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoveryE2E {

    private static final Duration SOON = Duration.ofMinutes(4);
    private static final String BIG = "/www/index.html";

    private Marina marina;
    private Tenant ann;
    private Tenant eve;
    private String anns;
    private String registry;
    private Path place;
    private Path backup;
    private Path keys;

    @BeforeAll
    void twoTenantsAndABackup(Marina running) throws IOException {
        Assumptions.assumeTrue(System.getenv("MARINA_E2E_HOME") == null, "the instance is not the tests' own");
        marina = running;
        registry = URI.create(marina.console()).getAuthority();
        place = Marina.CHECKOUT.resolve("e2e/target/recovery");
        shell("rm -rf '%s'".formatted(place));
        Files.createDirectories(place);
        backup = place.resolve("backup");
        keys = Files.createDirectory(place.resolve("keys"));
        ann = marina.signUp("rescued");
        eve = marina.signUp("beside");
        for (Tenant tenant : List.of(ann, eve)) {
            tenant.awaitNodes(2);
            tenant.kubectl("create", "secret", "generic", "kept", "--from-literal=word=secret-of-" + tenant.name()).succeeded();
            tenant.kubectl("create", "configmap", "kept", "--from-literal=word=first").succeeded();
            tenant.kubectl("patch", "configmap", "kept", "-p", "{\"data\":{\"word\":\"of-" + tenant.name() + "\"}}").succeeded();
            tenant.startBusybox("web", "").awaitPodReady("web");
            // A client that was there before goes on with what it has.
            Files.copy(tenant.kubeconfig(), place.resolve("kubeconfig-" + tenant.name()));
        }
        anns = marina
                .post("/api/v1/tenants/" + ann.name() + "/tokens", ann.token(), "{\"name\":\"ci\",\"scopes\":[\"images.read\",\"images.write\"],\"days\":1}")
                .expect(201).json().path("token").asText();
        Path authority = Files.createDirectories(place.resolve("ca"));
        Files.copy(marina.home().resolve("pki/ca.pem"), authority.resolve("ca.crt"), StandardCopyOption.REPLACE_EXISTING);
        skopeo("copy", "--src-cert-dir", authority.toString(), "--dest-cert-dir", authority.toString(), "--src-creds", "ci:" + anns, "--dest-creds",
                "ci:" + anns,
                "docker://" + registry + "/marina/busybox:1", image()).succeeded();

        Program taken = marina.command("backup", backup.toString()).succeeded();

        System.out.println(taken.output());
        Files.copy(marina.home().resolve("pki/encryption-keys"), keys.resolve("encryption-keys"));
        ann.kubectl("create", "configmap", "later", "--from-literal=word=x").succeeded();
    }

    private String image() {
        return "docker://" + registry + "/" + ann.name() + "/app:1";
    }

    private static Program skopeo(String... arguments) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return Program.run(Path.of("/"), Map.of(), Duration.ofMinutes(2), command);
    }

    private String digest() {
        return skopeo("inspect", "--format", "{{.Digest}}", "--cert-dir", place.resolve("ca").toString(), "--creds", "ci:" + anns, image()).succeeded().output()
                .strip();
    }

    private static String shell(String script) {
        return Program.run(Path.of("/"), Map.of(), Duration.ofMinutes(2), List.of("sh", "-c", script)).succeeded().output().strip();
    }

    @Test
    @Order(1)
    void onlyItsOwnerReadsTheBackupAndTheWrappingKeysAreNotInIt() throws IOException {
        try (Stream<Path> all = Files.walk(backup)) {
            for (Path path : all.toList()) {
                assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path.toString());
            }
        }
        String key = Files.readString(keys.resolve("encryption-keys")).split("\\s+")[1];
        assertEquals("", shell("grep -rlF '%s' '%s' || true".formatted(key, backup)));
        String word = "secret-of-" + ann.name();
        assertEquals("", shell("grep -rlF '%s' '%s' || true".formatted(word, backup)), "a Secret lies open in the backup");
    }

    @Test
    @Order(2)
    void aPlaceThatIsTakenIsRefused() throws IOException {
        assertTrue(marina.command("backup", backup.toString()).failed().output().contains("is there already"));
        assertTrue(marina.command("backup", marina.home().resolve("mine").toString()).failed().output().contains("in the installation itself"));
        Path cutOff = Files.createDirectory(place.resolve("second.unfinished"));
        assertTrue(marina.command("backup", place.resolve("second").toString()).failed().output().contains(cutOff.toString()));
        assertTrue(marina.command("restore", cutOff.toString(), "--keys", keys.toString()).failed().output().contains("is not empty"));
        assertTrue(marina.commandAt(place.resolve("elsewhere"), "restore", cutOff.toString()).failed().output().contains("is no whole backup"));
        assertFalse(Files.exists(place.resolve("elsewhere")));
    }

    @Test
    @Order(3)
    void aBackupThatSomebodyChangedIsNamedAndNothingIsMade() throws IOException {
        Path blob = Path.of(shell("cd '%s' && find home/data/registry -name data -size +1k | head -1".formatted(backup)));
        refused("changed", copy -> write(copy.resolve(blob), 700), blob + " was changed");
        refused("cut", copy -> cut(copy.resolve("etcd.snapshot")), "etcd.snapshot was cut");
        refused("missing", copy -> Files.delete(copy.resolve("home/secrets.json")), "home/secrets.json is missing");
        refused("led elsewhere", copy -> {
            Files.move(copy.resolve("home/secrets.json"), place.resolve("secrets.json"), StandardCopyOption.REPLACE_EXISTING);
            Files.createSymbolicLink(copy.resolve("home/secrets.json"), place.resolve("secrets.json"));
        }, "home/secrets.json is neither file nor directory");
        refused("more", copy -> Files.writeString(copy.resolve("home/data/registry/more"), "x"), "home/data/registry/more is not of the backup");
        refused("another version", copy -> manifest(copy, json -> json.put("marina", "0.1")), "of Marina '0.1'");
        refused("another format", copy -> manifest(copy, json -> json.put("format", 7)), "of format '7'");
        refused("a way out", copy -> manifest(copy, json -> ((ObjectNode) json.path("files").path(0)).put("path", "home/../../../etc/cron.d/x")),
                "'home/../../../etc/cron.d/x', which no backup has");
    }

    private interface Change {
        void to(Path copy) throws IOException;
    }

    private interface Edit {
        void of(ObjectNode manifest);
    }

    private void refused(String how, Change change, String named) throws IOException {
        Path copy = place.resolve("copy");
        Path elsewhere = place.resolve("elsewhere");
        shell("rm -rf '%s' && cp -a '%s' '%s'".formatted(copy, backup, copy));
        change.to(copy);

        String said = marina.commandAt(elsewhere, "restore", copy.toString(), "--keys", keys.toString()).failed().output();

        assertTrue(said.contains(named), how + ": " + said);
        assertEquals("", shell("ls -d '%s'* 2>/dev/null || true".formatted(elsewhere)), how);
    }

    private static void write(Path file, int at) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(at);
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}));
        }
    }

    private static void cut(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 100);
        }
    }

    private static void manifest(Path copy, Edit edit) throws IOException {
        Path file = copy.resolve("manifest.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(Files.readString(file));
        edit.of(json);
        Files.writeString(file, json.toString());
    }

    @Test
    @Order(4)
    void withoutTheKeysOrWithOthersNothingIsMade() throws IOException {
        Path elsewhere = place.resolve("elsewhere");
        Path others = Files.createDirectories(place.resolve("others"));
        Files.writeString(others.resolve("encryption-keys"), "0a0b0c0d0e0f " + "A".repeat(43) + "=\n");

        assertTrue(marina.commandAt(elsewhere, "restore", backup.toString()).failed().output().contains("--keys names the directory"));
        assertTrue(
                marina.commandAt(elsewhere, "restore", backup.toString(), "--keys", others.toString()).failed().output().contains("is not what this backup"));
        assertTrue(marina.commandAt(elsewhere, "restore", backup.toString(), "--keys", keys.toString()).failed().output().contains("runs on this machine"));
        assertFalse(Files.exists(elsewhere));
    }

    @Test
    @Order(5)
    void whatWasLostIsThereAgainForEachAndNothingOfTheOther() throws IOException {
        String digest = digest();
        String uid = ann.kubectl("get", "configmap", "kept", "-o", "jsonpath={.metadata.uid}").succeeded().output();
        marina.command("down", "--purge").succeeded();
        assertFalse(Files.exists(marina.home()));

        Program restored = marina.command("restore", backup.toString(), "--keys", keys.toString()).succeeded();
        System.out.println(restored.output());
        Program up = marina.command("up");
        System.out.println(up.output());
        up.succeeded();

        assertTrue(restored.output().contains("database and store have the same tenants"), restored.output());
        for (Tenant tenant : List.of(ann, eve)) {
            tenant.awaitNodes(2);
            assertEquals("of-" + tenant.name(), tenant.kubectl("get", "configmap", "kept", "-o", "jsonpath={.data.word}").succeeded().output());
            assertEquals(base64("secret-of-" + tenant.name()), tenant.kubectl("get", "secret", "kept", "-o", "jsonpath={.data.word}").succeeded().output());
            Await.until("the pod of " + tenant.name() + " to run again", SOON, () -> tenant.inPod("web", "cat " + BIG),
                    said -> said.exitCode() == 0 && said.output().contains("web-of-" + tenant.name()));
        }
        assertEquals(uid, ann.kubectl("get", "configmap", "kept", "-o", "jsonpath={.metadata.uid}").succeeded().output());
        ann.kubectl("get", "configmap", "later").failed();
        Program before = Program.run(Marina.CHECKOUT, Map.of("KUBECONFIG", place.resolve("kubeconfig-" + ann.name()).toString()), Duration.ofMinutes(1),
                List.of("kubectl", "get", "configmap", "kept", "-o", "name"));
        assertEquals("configmap/kept", before.succeeded().output().strip());

        assertEquals(digest, digest());
        marina.get("/api/v1/tenants/" + ann.name() + "/images", anns).expect(200);

        String past = ann.clusterPath("default") + "/history/object?resource=configmaps&namespace=default&name=kept&at=";
        String version = ann.kubectl("get", "configmap", "kept", "-o", "jsonpath={.metadata.resourceVersion}").succeeded().output();
        assertEquals("first", marina.get(past + (Long.parseLong(version) - 1), ann.token()).expect(200).json().findPath("data").path("word").asText());

        marina.get("/api/v1/tenants/" + ann.name() + "/images", eve.token()).expect(403);
        marina.get(ann.clusterPath("default") + "/kubeconfig", eve.token()).expect(403);
        assertNotEquals(200, ann.get("/api/v1/namespaces/default/secrets/kept", eve.token()).status());

        // It is an installation like any other.
        marina.command("backup", place.resolve("of-the-restored").toString(), "--with-keys").succeeded();
        Tenant late = marina.signUp("afterwards").awaitNodes(2);
        late.startBusybox("web", "").awaitPodReady("web");
    }

    private static String base64(String text) {
        return java.util.Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
