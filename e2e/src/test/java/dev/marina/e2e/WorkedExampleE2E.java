package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// The first worked example: a web application and its database on two nodes, with its data on a persistent volume.
@Tag("long")
@Order(2)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkedExampleE2E {

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Tenant tenant;
    private String page;

    @BeforeAll
    void deploy(Marina marina) {
        marina.command("images", "mariadb", "tomcat-demo").succeeded();
        tenant = marina.signUp("books").awaitNodes(2);
        tenant.kubectl("apply", "-f", "examples/tomcat-mysql").succeeded();
        String port = tenant.kubectl("get", "services", "-o", "jsonpath={.items[?(@.spec.type==\"NodePort\")].spec.ports[0].nodePort}")
                .succeeded().output().trim();
        page = "http://" + tenant.nodeAddresses().getFirst() + ":" + port + "/";
        Await.until("the application answers", Duration.ofMinutes(5), () -> read(page), body -> body.contains("<form"));
    }

    @Test
    @Order(1)
    void everyNodeAnswersOnTheNodePort() {
        String port = page.replaceAll(".*:(\\d+)/", "$1");
        for (String address : tenant.nodeAddresses()) {
            String body = Await.until("node " + address + " answers", Duration.ofSeconds(30),
                    () -> read("http://" + address + ":" + port + "/"), seen -> seen.contains("<form"));
            assertTrue(body.contains("<form"), body);
        }
    }

    @Test
    @Order(2)
    void podsRunOnBothNodes() {
        Set<String> nodes = new HashSet<>();
        tenant.kubectlJson("get", "pods").path("items").forEach(pod -> nodes.add(pod.path("spec").path("nodeName").asText()));

        assertEquals(2, nodes.size(), nodes.toString());
    }

    @Test
    @Order(3)
    void deletingTheDatabasesPodKeepsTheRows() {
        String row = "row-" + System.nanoTime();
        post(page, "name=" + row + "&text=" + row + "&message=" + row);
        Await.until("the new row is listed", Duration.ofSeconds(30), () -> read(page), body -> body.contains(row));
        String pod = tenant.kubectl("get", "pods", "-l", "app=mysql", "-o", "jsonpath={.items[0].metadata.name}").succeeded().output().trim();

        tenant.kubectl("delete", "pod", pod).succeeded();

        Await.until("the row is listed by a new database pod", Duration.ofMinutes(3), () -> read(page), body -> body.contains(row));
        String now = tenant.kubectl("get", "pods", "-l", "app=mysql", "-o", "jsonpath={.items[0].metadata.name}").succeeded().output().trim();
        assertTrue(!now.equals(pod), "the pod was not replaced: " + now);
    }

    private String read(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).GET().build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }

    private void post(String url, String form) {
        Await.until("the form is accepted", Duration.ofSeconds(30), () -> http.send(HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10)).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)).build(), HttpResponse.BodyHandlers.ofString()).statusCode(),
                status -> status < 400);
    }
}
