package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// An author brings a lab as an archive, does it, and saves it once more; and brings it from a repository, which a pod of the cluster fetches. Another tenant knows nothing
/// of any of it.
@Order(7)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthoredLabsE2E {

    private static final Path LABS = Path.of("../examples/labs").toAbsolutePath().normalize();
    private static final String LAB = "mine--feature-switch";

    private Marina marina;
    private Tenant tenant;
    private Tenant other;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void open(Marina given) {
        marina = given;
        tenant = marina.signUp("authors").awaitReady();
        other = marina.signUp("strangers").awaitReady();
        tenant.awaitNodes(2);
        chromium = new Chromium(marina);
        page = chromium.of(tenant, "en");
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    private String learn(Tenant of) {
        return marina.console() + "/clusters/" + of.name() + "/default/learn";
    }

    private static Path packed(Path folder) throws Exception {
        Path archive = Files.createTempFile("labs", ".tar.gz");
        Process tar = new ProcessBuilder("tar", "-C", folder.toString(), "--exclude=solution.sh", "--exclude=mutants", "-czf", archive.toString(), ".")
                .inheritIO().start();
        assertEquals(0, tar.waitFor());
        return archive;
    }

    private void press(String selector) {
        Locator button = page.locator(selector).first();
        button.waitFor();
        button.focus();
        page.keyboard().press("Enter");
    }

    private void goal(String id, String state) {
        page.locator("[data-goal='%s'][data-state='%s']".formatted(id, state)).waitFor();
    }

    @Test
    @Order(1)
    void anArchiveThatIsBroughtIsALabWithGoalsInOnesOwnClusterAlone() throws Exception {
        page.navigate(learn(tenant) + "/sources");
        page.locator("vaadin-upload input[type=file]").setInputFiles(packed(LABS));
        page.locator("[data-source='mine'] a[href$='/" + LAB + "']").waitFor();
        Axe.assertAccessible(page, "learn", "sources");
        press("[data-source='mine'] a[href$='/" + LAB + "']");
        press(".lab vaadin-button:not([disabled]):has-text('Start')");
        goal("switched", "unmet");

        String namespace = "lab-" + LAB;
        String settings = tenant.kubectl("-n", namespace, "get", "configmap", "-o", "name", "-l", "!none").succeeded().output().lines()
                .filter(name -> name.endsWith("-settings")).findFirst().orElseThrow();
        tenant.kubectl("-n", namespace, "patch", settings, "--type", "merge", "-p", "{\"data\":{\"feature\":\"on\"}}").succeeded();
        goal("switched", "met");
        tenant.kubectl("-n", namespace, "rollout", "restart", "deployment").succeeded();
        goal("read", "met");

        other.kubectl("get", "labs", LAB).failed();
        page.navigate(learn(other) + "/" + LAB);
        page.locator(".refusal:visible").first().waitFor();
        assertFalse(page.content().contains("data-goal"));
    }

    /// The folder of the example, whose title is another one.
    private static void entitle(Path folder, String title) throws Exception {
        Path lab = folder.resolve("feature-switch/lab.yaml");
        String text = Files.readString(LABS.resolve("feature-switch/lab.yaml"));
        String changed = text.replaceFirst("(?m)^title:.*$", "title: {en: \"%s\", zh: \"%s\"}".formatted(title, title));
        assertNotEquals(text, changed, "the example's title stands in a line of its own");
        Files.writeString(lab, changed);
    }

    @Test
    @Order(2)
    void aPageFollowsEachSaveOfItsAuthorWithoutBeingLoadedAnew() throws Exception {
        Path folder = Files.createTempDirectory("preview");
        assertEquals(0, new ProcessBuilder("cp", "-r", LABS.resolve("feature-switch").toString(), folder.toString()).start().waitFor());
        entitle(folder, "As it was first");
        ProcessBuilder builder = new ProcessBuilder(LABS.resolve("preview.sh").toString(), folder.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("KUBECONFIG", tenant.kubeconfig().toString());
        Process preview = builder.start();
        try {
            Await.until("the lab is there", Duration.ofMinutes(1), () -> tenant.kubectl("get", "lab", "preview--feature-switch").exitCode(), code -> code == 0);
            page.navigate(learn(tenant) + "/preview--feature-switch");
            page.locator("h3:has-text('As it was first'), h2:has-text('As it was first')").first().waitFor();
            page.evaluate("window.notLoadedAnew = true");

            entitle(folder, "As it is saved now");

            page.locator("h3:has-text('As it is saved now'), h2:has-text('As it is saved now')").first().waitFor();
            assertEquals(true, page.evaluate("window.notLoadedAnew === true"), "the page is the same");
            assertEquals(0, page.locator("text=As it was first").count());
        } finally {
            preview.destroy();
            preview.waitFor();
        }
    }

    /// Git's own server, in a pod of the author's cluster, with a repository in which the example lies below `course`.
    private void serveRepository() throws Exception {
        marina.command("images", "build").succeeded();
        Path lab = LABS.resolve("feature-switch");
        List<String> files = new ArrayList<>(List.of("create", "configmap", "repository", ""));
        try (Stream<Path> all = Files.walk(lab)) {
            all.filter(Files::isRegularFile).filter(file -> !file.toString().contains("mutants") && !file.endsWith("solution.sh"))
                    .forEach(file -> files.add("--from-file=" + lab.relativize(file).toString().replace("/", "__") + "=" + file));
        }
        files.set(3, "--from-file=server.pl=" + Path.of("src/test/resources/git/server.pl").toAbsolutePath());
        tenant.kubectl(files.toArray(String[]::new)).succeeded();
        tenant.kubectlWithInput("""
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: git, labels: {app: git}}
                spec:
                  terminationGracePeriodSeconds: 1
                  volumes: [{name: repository, configMap: {name: repository}}]
                  containers:
                  - name: git
                    image: marina/build:1
                    env: [{name: HOME, value: /tmp}]
                    command: [sh, -ec]
                    args:
                    - |
                      mkdir -p /tmp/work/course/feature-switch
                      cd /tmp/work
                      for file in /repository/*; do
                        to=course/feature-switch/$(basename $file | sed 's,__,/,g')
                        mkdir -p $(dirname $to)
                        cp -L $file $to
                      done
                      rm course/feature-switch/server.pl
                      git init -q -b main .
                      git config user.name ann
                      git config user.email ann@authors.test
                      git add . && git commit -qm first
                      git clone -q --bare . /tmp/root/labs.git
                      git remote add origin /tmp/root/labs.git
                      exec perl /repository/server.pl /tmp/root 8080
                    volumeMounts: [{name: repository, mountPath: /repository}]
                    readinessProbe: {tcpSocket: {port: 8080}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: git}
                spec: {selector: {app: git}, ports: [{port: 80, targetPort: 8080}]}
                """, "create", "-f", "-").succeeded();
        tenant.awaitPodReady("git");
    }

    private String commit() {
        return tenant.kubectl("exec", "git", "--", "git", "-C", "/tmp/root/labs.git", "rev-parse", "main").succeeded().output().strip();
    }

    private void fetched(String commit) {
        Await.until("the repository is fetched", Duration.ofMinutes(3), () -> tenant.kubectlJson("get", "labsource", "repo").path("status"),
                status -> status.at("/fetched/revision").asText().equals(commit));
    }

    @Test
    @Order(3)
    void aRepositoryIsFetchedByARealPodAndAgainWhenSomebodyAsks() throws Exception {
        serveRepository();
        String first = commit();
        tenant.kubectlWithInput("""
                {"apiVersion":"learn.marina.dev/v1","kind":"LabSource","metadata":{"name":"repo"},
                 "spec":{"git":{"url":"http://git.default.svc.cluster.local/labs.git","revision":"main","path":"course"}}}""", "create", "-f", "-").succeeded();
        fetched(first);
        page.navigate(learn(tenant) + "/sources");
        page.locator("[data-source='repo']:has-text('" + first + "') a[href$='/repo--feature-switch']").waitFor();
        JsonNode source = tenant.kubectlJson("get", "labsource", "repo").path("status");
        assertEquals(0, source.path("problems").size(), source.toString());
        Await.until("the pod that fetched is gone, or has ended", Duration.ofMinutes(1),
                () -> tenant.kubectlJson("-n", "marina-labs", "get", "pods").path("items"),
                pods -> pods.valueStream().noneMatch(pod -> pod.at("/status/phase").asText().equals("Running")));

        page.navigate(learn(tenant) + "/repo--feature-switch");
        press(".lab vaadin-button:not([disabled]):has-text('Start')");
        goal("switched", "unmet");
        tenant.kubectl("exec", "git", "--", "sh", "-ec", "cd /tmp/work; sed -i 's/^title:.*/title: {en: \"From the second commit\", zh: \"第二次提交\"}/' "
                + "course/feature-switch/lab.yaml; git commit -qam second; git push -q origin main").succeeded();
        String second = commit();
        assertNotEquals(first, second);
        page.evaluate("window.notLoadedAnew = true");
        tenant.kubectl("patch", "labsource", "repo", "--type", "merge", "-p", "{\"spec\":{\"fetches\":1}}").succeeded();
        fetched(second);
        page.locator("h3:has-text('From the second commit'), h2:has-text('From the second commit')").first().waitFor();
        assertEquals(true, page.evaluate("window.notLoadedAnew === true"), "the page follows by itself");

        tenant.kubectl("patch", "labsource", "repo", "--type", "merge", "-p",
                "{\"spec\":{\"fetches\":2,\"git\":{\"url\":\"http://git.default.svc.cluster.local/none.git\"}}}").succeeded();
        JsonNode failed = Await.until("it is said that there is none", Duration.ofMinutes(3),
                () -> tenant.kubectlJson("get", "labsource", "repo").path("status"), status -> !status.path("message").asText().isEmpty());
        assertTrue(failed.path("message").asText().contains("git failed"), failed.toString());
        other.kubectl("get", "labs", "repo--feature-switch").failed();
    }
}
