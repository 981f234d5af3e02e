package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// A chart and a Kustomize folder of a tenant's own repository become applications by real pods, are changed, rolled back and deleted; and take no right that
/// whoever asked for them has not. Another tenant sees nothing of any of it.
@Order(8)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChartsE2E {

    private static final Path CHARTS = Path.of("../examples/charts").toAbsolutePath().normalize();
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final String ASKER = "asker";

    private Tenant tenant;
    private Tenant other;

    @BeforeAll
    void aRepository(Marina marina) throws Exception {
        marina.command("images", "debian", "build").succeeded();
        tenant = marina.signUp("charts").awaitNodes(2).startBusybox(ASKER, "").awaitPodReady(ASKER);
        other = marina.signUp("nocharts").awaitReady();
        List<String> files = new ArrayList<>(List.of("create", "configmap", "repository",
                "--from-file=server.pl=" + Path.of("src/test/resources/git/server.pl").toAbsolutePath()));
        try (Stream<Path> all = Files.walk(CHARTS)) {
            all.filter(Files::isRegularFile).forEach(file -> files.add("--from-file=" + CHARTS.relativize(file).toString().replace("/", "__") + "=" + file));
        }
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
                      mkdir -p /tmp/work && cd /tmp/work
                      for file in /repository/*; do
                        to=$(basename $file | sed 's,__,/,g')
                        mkdir -p $(dirname $to)
                        cp -L $file $to
                      done
                      rm server.pl
                      mkdir -p linked/templates && cp web/Chart.yaml linked/ && ln -s /etc/passwd linked/templates/passwd.yaml
                      git init -q -b main .
                      git config user.name ann
                      git config user.email ann@charts.test
                      git add . && git commit -qm first
                      git clone -q --bare . /tmp/root/charts.git
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

    private JsonNode await(String application, String phase) {
        return Await.until(application + " is " + phase, LONG, () -> tenant.kubectlJson("get", "app", application),
                seen -> seen.at("/status/phase").asText().equals(phase)
                        && seen.at("/status/observedGeneration").asLong() == seen.at("/metadata/generation").asLong());
    }

    private String page(String service) {
        return tenant.inPod(ASKER, "wget -q -O - http://" + service).output().strip();
    }

    private void awaitPage(String service, String text) {
        Await.until(service + " answers", Duration.ofMinutes(2), () -> page(service), text::equals);
    }

    @Test
    void aChartIsInstalledChangedRolledBackAndGone() throws Exception {
        tenant.kubectlWithInput(Files.readString(CHARTS.resolve("shop.yaml")), "apply", "-f", "-").succeeded();
        JsonNode shop = await("shop", "Available");
        awaitPage("shop", "what we have today");
        assertEquals("web-1.0.0", shop.at("/status/release/chart").asText());
        assertEquals("Succeeded", shop.at("/status/release/hooks/0/result").asText(), shop.toString());
        assertTrue(shop.at("/status/revisions/0/by").asText().contains("@"), shop.toString());
        assertEquals("sh.helm.release.v1.shop.v1",
                tenant.kubectl("get", "secret", "-l", "owner=helm,name=shop", "-o", "jsonpath={.items[*].metadata.name}").succeeded().output().strip());

        tenant.kubectl("patch", "app", "shop", "--type=merge", "-p", "{\"spec\":{\"source\":{\"values\":\"greeting: something else\"}}}").succeeded();
        awaitPage("shop", "something else");
        assertEquals(2, await("shop", "Available").at("/status/revision").asInt());
        tenant.kubectl("patch", "app", "shop", "--type=merge", "-p", "{\"spec\":{\"rollbackTo\":1}}").succeeded();
        awaitPage("shop", "what we have today");
        assertEquals(3, await("shop", "Available").at("/status/revision").asInt());

        JsonNode prod = await("prod", "Available");
        assertEquals(2, prod.at("/status/release/objects").size(), prod.toString());
        assertTrue(tenant.kubectl("get", "configmap", "-o", "name").succeeded().output().contains("configmap/prod-page-"));

        tenant.kubectl("delete", "app", "shop", "prod", "--timeout=120s").succeeded();
        assertEquals("", tenant.kubectl("get", "deploy,configmap,secret", "-l", "apps.marina.dev/application", "-o", "name").succeeded().output().strip());
        assertEquals("", other.kubectl("get", "app", "-A", "-o", "name").succeeded().output().strip());
    }

    @Test
    void aLinkInAChartLeadsNowhere() {
        tenant.kubectlWithInput("""
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: linked}
                spec: {source: {git: {url: 'http://git.default.svc.cluster.local/charts.git', path: linked}}}
                """, "create", "-f", "-").succeeded();

        assertEquals("the chart has the link templates/passwd.yaml; links are not followed", await("linked", "Degraded").at("/status/message").asText());
        tenant.kubectl("delete", "app", "linked", "--timeout=60s").succeeded();
    }

    /// An account that may make applications and nothing else gets nothing by one.
    @Test
    void whoMayMakeNothingMakesNothingByAChart() {
        tenant.kubectl("create", "serviceaccount", "weak").succeeded();
        tenant.kubectl("create", "role", "weak", "--verb=create,get,patch,delete", "--resource=applications.apps.marina.dev").succeeded();
        tenant.kubectl("create", "rolebinding", "weak", "--role=weak", "--serviceaccount=default:weak").succeeded();
        tenant.kubectlWithInput("""
                ---
                apiVersion: apps.marina.dev/v1
                kind: Application
                metadata: {name: weak}
                spec: {source: {git: {url: 'http://git.default.svc.cluster.local/charts.git', path: prod}}}
                """, "create", "--as=system:serviceaccount:default:weak", "-f", "-").succeeded();

        String message = await("weak", "Degraded").at("/status/message").asText();

        assertTrue(message.contains("\"system:serviceaccount:default:weak\" cannot"), message);
        tenant.kubectl("get", "deploy", "prod-page").failed();
        tenant.kubectl("delete", "app", "weak", "--timeout=60s").succeeded();
    }
}
