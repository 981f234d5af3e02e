package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakeCluster;
import dev.marina.console.FakePlatform;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.ExecChannel;
import dev.marina.console.login.LoggedIn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShellPodTest {

    private static final String POD = "/api/v1/namespaces/marina-shell/pods/shell-e4d5f987a8d7";
    private final List<String> notes = new ArrayList<>();
    private FakeCluster cluster;
    private FakePlatform platform;
    private ShellPod shell;

    @BeforeEach
    void open() throws Exception {
        cluster = new FakeCluster();
        platform = new FakePlatform(cluster);
        ClusterApi api = new ClusterApi(platform.console().http(), LoggedIn.in(platform, platform.open(), "ann@acme.test"), "acme", "web");
        shell = new ShellPod(api, new ShellPod.Texts("making", "waiting:", "no image", "ask an owner:", "slow:"));
    }

    @AfterEach
    void close() {
        platform.close();
        cluster.close();
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> shell.open(new ExecChannel.Sink() {
            @Override
            public void output(byte[] bytes) {}

            @Override
            public void ended(ExecChannel.Ending ending) {}
        }, notes::add)).getMessage();
    }

    @Test
    void whoMayNotMakeWhatAShellNeedsIsToldWhoMay() {
        cluster.on("POST /api/v1/namespaces", 403, "{\"kind\":\"Status\",\"message\":\"namespaces is forbidden\"}");

        assertEquals("ask an owner: namespaces is forbidden", refusal());
        assertEquals(List.of("making"), notes);
    }

    @Test
    void aMissingImageIsSaidAndNotWaitedFor() {
        cluster.on("GET " + POD, 200,
                "{\"status\":{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"ErrImagePull\"}}}]}}");

        cluster.on("DELETE " + POD, 200, "{}");

        assertEquals("no image", refusal());
        assertTrue(cluster.asked.stream().anyMatch(asked -> asked.startsWith("DELETE")), "the next try begins anew");
    }

    @Test
    void nothingOfThePersonsIsPutIntoItAndItsRightsAreADevelopers() {
        cluster.on("POST /api/v1/namespaces", 201, "{}").on("POST /api/v1/namespaces/marina-shell/serviceaccounts", 201, "{}")
                .on("POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings", 201, "{}")
                .on("POST /api/v1/namespaces/marina-shell/pods", 403, "{\"kind\":\"Status\",\"message\":\"no room\"}");

        assertEquals("no room", refusal());
        List<String> made = cluster.asked.stream().filter(asked -> asked.startsWith("POST")).toList();
        assertEquals(5, made.size(), made.toString());
        assertTrue(made.stream().anyMatch(asked -> asked.contains("\"name\":\"edit\"")), made.toString());
        assertFalse(made.stream().anyMatch(asked -> asked.contains("cluster-admin") || asked.contains("\"access\"") || asked.contains("ann@")),
                made.toString());
    }
}
